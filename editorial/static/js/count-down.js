// How much room is left in a text, once it gets short. Nothing is cut: the server refuses what is too long, and keeps it.
{
  const SHORT = 200;
  const tell = (field) => {
    const most = Number(field.dataset.most);
    if (!most) return;
    const left = most - field.value.length;
    let said = field.nextElementSibling;
    if (!said?.matches(".count-down")) {
      if (left > SHORT) return;
      said = document.createElement("p");
      said.className = "count-down small";
      said.setAttribute("role", "status");
      field.after(said);
    }
    said.hidden = left > SHORT;
    said.textContent = `${left} ${field.form.dataset.left || ""}`;
    said.classList.toggle("late", left < 0);
  };
  document.addEventListener("input", (event) => {
    if (event.target.matches?.("[data-most]")) tell(event.target);
  });
}
