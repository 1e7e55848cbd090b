// A conversation is swapped in, also when it says why the board refused; anything else (sign-in, an error page) is not,
// and the page says that nothing was saved.
{
  const failed = document.querySelector("[data-failed]");
  document.addEventListener("htmx:beforeSwap", (event) => {
    const isTalk = event.detail.serverResponse.includes('class="talk"');
    event.detail.shouldSwap = isTalk;
    event.detail.isError = !isTalk;
    if (failed) failed.hidden = isTalk;
  });
  document.addEventListener("htmx:sendError", () => {
    if (failed) failed.hidden = false;
  });
}
