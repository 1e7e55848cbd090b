/* What the server answers to a statement that was sent. A refusal is an answer too: the form that comes with it is shown.
   A lost session or connection is not: the form stays, and says so. */
{
  const say = (form, text) => {
    const trouble = form.querySelector("[data-trouble]");
    trouble.textContent = text;
    trouble.hidden = false;
  };
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig } = event.detail;
    const form = requestConfig.elt.closest("form[data-keep]");
    if (xhr.responseURL.includes("/accounts/login/")) {
      event.detail.shouldSwap = false;
      if (form) say(form, form.dataset.signedOut);
      else location.reload();
    } else if ([409, 422].includes(xhr.status)) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    } else if (form && xhr.status === 200) {
      form.dispatchEvent(new Event("typed:forget", { bubbles: true }));
    }
  });
  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => {
      const form = event.detail.elt.closest("form[data-keep]");
      if (form) say(form, event.detail.xhr?.status === 403 ? form.dataset.signedOut : form.dataset.offline);
    });
  }
}
