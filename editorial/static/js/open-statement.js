// Clicking the text of a statement opens it where it stands, unless something in it was meant.
document.addEventListener("click", (event) => {
  const place = event.target.closest("[data-edit] > p:first-child");
  if (!place || event.target.closest("a, button") || String(getSelection())) return;
  place.parentElement.querySelector(".edit-link")?.click();
});
