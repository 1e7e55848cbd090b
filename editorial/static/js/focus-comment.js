// The form of a comment opens with the cursor in it.
document.addEventListener("htmx:load", (event) => {
  event.detail.elt.querySelector?.('.comment-form textarea[name="text"]')?.focus();
});
