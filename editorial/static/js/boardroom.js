// The boardroom with scripts: answers of htmx appear at their place, a failed one says so. Everything works without.

const failed = document.querySelector("[data-failed]");

// A conversation is swapped in, also when it says why the board refused; anything else (sign-in, an error page) is not.
document.addEventListener("htmx:beforeSwap", (event) => {
  const isTalk = event.detail.serverResponse.includes('class="talk"');
  event.detail.shouldSwap = isTalk;
  event.detail.isError = !isTalk;
  if (failed) failed.hidden = isTalk;
});
document.addEventListener("htmx:sendError", () => {
  if (failed) failed.hidden = false;
});

// Signing in again in another window changes the token of every form; the cookie has the new one (static/js/desk.js has
// its own way: it keeps drafts).
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  if (token && event.detail.verb === "post") event.detail.parameters.csrfmiddlewaretoken = token[1];
});

document.addEventListener("htmx:load", (event) => {
  event.detail.elt.querySelector?.('.comment-form textarea[name="text"]')?.focus();
});
