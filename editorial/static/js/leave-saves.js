// Leaving a statement that was changed saves it (write-on.js sends it), and the focus stays where it went.
document.addEventListener("focusout", (event) => {
  const form = event.target.closest("form[data-keep][hx-post]");
  if (!form || !event.relatedTarget || form.parentElement.contains(event.relatedTarget)) return;
  if (!form.hasAttribute("data-changed") || !form.checkValidity() || form.querySelector(".ask-lines")) return;
  form.dispatchEvent(new CustomEvent("desk:send", { bubbles: true, detail: "leave" }));
});
