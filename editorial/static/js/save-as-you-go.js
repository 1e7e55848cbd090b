/* What stands in an open form is saved after a pause, and the form stays as it is: form[data-goes-on], of a part that is
   there. All saves of one open form are one act of the article. What the server does not take (not valid yet, somebody
   else saved meanwhile, no connection) is told and waits; that, and what has no row yet, is kept in this browser
   (keep-typed.js), with the time. */
{
  const PAUSE = 3000; // milliseconds without a key
  const pauses = new WeakMap();
  const underWay = new WeakMap();
  const tell = (form, text) => {
    const said = form.querySelector("[data-said]");
    if (said) said.textContent = text;
  };
  const tellKept = (form, why = "") => {
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { timeStyle: "short", hour12: false });
    tell(form, `${why} ${form.dataset.kept} ${time}`.trim());
  };
  const isReady = (form) =>
    form.isConnected &&
    form.hasAttribute("data-changed") &&
    form.checkValidity() &&
    !form.querySelector(".ask-lines, .cite-offers:not([hidden])");

  const save = async (form) => {
    if (!isReady(form)) return;
    const data = new FormData(form);
    data.set("then", "stay");
    form.dispatchEvent(new Event("typed:sent", { bubbles: true }));
    const headers = { "HX-Request": "true" };
    const answer = await fetch(form.getAttribute("hx-post"), { method: "POST", body: data, headers }).catch(() => null);
    const isJson = answer?.headers.get("Content-Type")?.startsWith("application/json");
    if (!isJson) return tellKept(form, answer?.url.includes("/accounts/login/") ? form.dataset.signedOut : "");
    const { version, act, said, why } = await answer.json();
    if (answer.status === 409) form.removeAttribute("data-goes-on");
    if (!answer.ok) return tellKept(form, why);
    form.elements.version.value = version;
    const place = form.closest("[data-version]");
    if (place) place.dataset.version = version;
    for (const other of place?.querySelectorAll("input[name=version]") || []) other.value = version;
    for (const undo of document.querySelectorAll("#undo input[name=act]"))
      if (undo.value === form.elements.goes_on.value) undo.value = act;
    form.elements.goes_on.value = act;
    form.dispatchEvent(new Event("typed:saved", { bubbles: true }));
    form.querySelector("[data-cancel]").textContent = form.dataset.close; // there is nothing left to cancel
    tell(form, said);
    document.body.dispatchEvent(new Event("desk:done"));
  };
  const after = (form) => {
    if (!isReady(form) || underWay.has(form)) return wait(form);
    if (!("goesOn" in form.dataset)) return tellKept(form);
    underWay.set(
      form,
      save(form).finally(() => underWay.delete(form)),
    );
  };
  const wait = (form) => {
    clearTimeout(pauses.get(form));
    if (form.isConnected && form.hasAttribute("data-changed")) pauses.set(form, setTimeout(after, PAUSE, form));
  };
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.(".editing form[data-keep][hx-post]");
    if (!form) return;
    if (form.hasAttribute("data-changed")) tell(form, "");
    wait(form);
  });
  // Sent by hand meanwhile: after this save, with the version that it brought.
  document.addEventListener("htmx:confirm", (event) => {
    const form = event.detail.elt.closest(".editing")?.querySelector("form[data-keep]");
    const saving = form && underWay.get(form);
    if (!saving) return;
    event.preventDefault();
    saving.finally(() => event.detail.issueRequest(true));
  });
}
