/* What the server answers to a form that was sent in place. A refusal is an answer too: the form that comes with it is
   shown. A lost session or connection is not: the form stays and says so; a sign-in over the page (sign-in-here.js)
   sends it again. */
{
  const say = (form, text) => {
    const trouble = form.querySelector("[data-trouble]");
    if (!trouble) return;
    trouble.textContent = text;
    trouble.hidden = false;
  };
  // What the page asks for by itself says nothing: who writes is told when they save.
  const isAskedByItself = (config) => config.verb === "get" && config.elt.matches("#presence, #checks, [data-part]");
  const signedOut = (form) => {
    // What the page asks for by itself, who else is here, must not take the page from under somebody's hands.
    form ||= document.querySelector("form[data-keep][data-changed]");
    if (!form) return document.querySelector("dialog[open]") ? undefined : location.reload();
    say(form, form.dataset.signedOut);
    form.dispatchEvent(new Event("desk:signed-out", { bubbles: true }));
  };
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig } = event.detail;
    const form = requestConfig.elt.closest("form[data-keep]");
    if (xhr.responseURL.includes("/accounts/login/")) {
      event.detail.shouldSwap = false;
      if (!isAskedByItself(requestConfig)) signedOut(form);
    } else if ([409, 422].includes(xhr.status)) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => {
      const form = event.detail.elt.closest("form[data-keep]");
      if (event.detail.xhr?.status === 403) signedOut(form);
      else if (form) say(form, form.dataset.offline);
    });
  }
}
