// Leaving a statement saves it, and so does Ctrl+Enter; Escape closes it when nothing was changed (keep-typed.js).
document.addEventListener("focusout", (event) => {
  const form = event.target.closest("form[data-keep][hx-post]");
  if (!form || !event.relatedTarget || form.parentElement.contains(event.relatedTarget)) return;
  if (form.hasAttribute("data-changed") && form.checkValidity()) form.requestSubmit();
});
document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form[data-keep][hx-post]");
  if (!form) return;
  if (event.key === "Escape" && !form.hasAttribute("data-changed")) form.querySelector("[data-cancel]").click();
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});
