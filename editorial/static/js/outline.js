/* The outline by keyboard: Alt and the arrows move the part that has the focus, or in which something has. After each
   act the eye is where the server says (desk:focus); what changes the whole outline draws it anew (desk:redraw). */
{
  const HOW = { ArrowUp: "earlier", ArrowDown: "later", ArrowRight: "nest", ArrowLeft: "unnest" };
  const text = () => document.getElementById("text");

  const focus = (name) => {
    if (name === "new" && document.activeElement.closest("[data-new]")) return;
    const place =
      name === "new"
        ? document.querySelector("[data-new]")
        : document.getElementById(`s-${name}`) || document.getElementById(`part-${name}`);
    if (!place) return;
    const field = place.querySelector("textarea:not([aria-hidden]), input[type=text]");
    const target = field || place.querySelector(".edit-link") || place.querySelector(".add a");
    target?.focus({ preventScroll: true });
    place.scrollIntoView({ block: "nearest" });
  };
  let wanted = "";
  document.addEventListener("desk:focus", (event) => focus(event.detail.value));

  // One at a time: a request that waited would be drawn into the text that the one before it replaced, and be lost.
  let isDrawing = false,
    isStale = false;
  const redraw = async (name) => {
    wanted = name || "";
    isStale = true;
    if (isDrawing) return;
    isDrawing = true;
    try {
      while (isStale) {
        isStale = false;
        const address = new URL(location.href.split("#")[0]);
        if (wanted) address.searchParams.set("part", wanted); // its part is open, however long the article
        await htmx.ajax("GET", address.href, { target: "#text", select: "#text", swap: "outerHTML" });
      }
    } catch {
      // saved-in-place.js says what is amiss
    } finally {
      isDrawing = false;
    }
  };
  document.addEventListener("desk:redraw", (event) => redraw(event.detail?.value));
  document.addEventListener("desk:undone", (event) => redraw(event.detail?.node));
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.id !== "text") return;
    if (wanted) focus(wanted);
    wanted = "";
    // What had the focus is gone with what was undone: the eye is on what was just done.
    if (document.activeElement === document.body)
      document.querySelector("#undo button")?.focus({ preventScroll: true });
  });

  // Undo and redo, pressed faster than the server answers: one after the other, each on the button that the last brought;
  // and not on one from before what was just saved, which comes with the checks.
  const steps = [];
  let isBefore = false;
  document.body.addEventListener("desk:done", () => {
    isBefore = Boolean(document.getElementById("checks"));
  });
  const step = () => {
    if (isBefore) return;
    const button = steps.length && document.querySelector(steps[0]);
    if (button) button.click();
    else steps.length = 0;
  };
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.id !== "checks" || !isBefore) return;
    isBefore = false;
    step();
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.id !== "undo" || !steps.length) return;
    steps.shift();
    if (document.querySelector("#undo [role=alert]")) steps.length = 0;
    step();
  });
  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"])
    document.addEventListener(name, () => {
      steps.length = 0;
      isBefore = false;
    });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey) {
      const undo = event.key.toLowerCase() === "z" && !event.shiftKey;
      const redo = event.key.toLowerCase() === "y" || (event.key.toLowerCase() === "z" && event.shiftKey);
      if ((!undo && !redo) || event.target.closest("textarea, input, select")) return;
      const wanted = undo ? "[data-undo]" : "[data-redo]";
      if (!steps.length && !document.querySelector(wanted)) return;
      event.preventDefault();
      if (steps.push(wanted) === 1) step();
      return;
    }
    const how = event.altKey && HOW[event.key];
    const place = how && event.target.closest?.("[data-node]");
    if (!place || !text()?.contains(place)) return;
    event.preventDefault();
    const form = place.querySelector("form[data-keep]");
    if (form?.hasAttribute("data-changed")) {
      form.requestSubmit();
      return;
    }
    htmx.ajax("POST", `${place.dataset.at}move/${location.search}`, {
      target: place.closest("[data-part]"),
      swap: "outerHTML",
      values: { version: place.dataset.version, how },
    });
  });

  // The checks' answer brings the findings of today; those of before go.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.id !== "checks" || !event.detail.shouldSwap) return;
    for (const found of document.querySelectorAll(".found")) found.replaceChildren();
  });

  // A form in which something is typed stays open although its part is drawn anew around it (keep-typed.js has the text).
  const open = [];
  const fresh = [];
  const later = []; // typed in while the answer was on its way (keep-typed.js)
  const spot = (form) => ({ address: form.getAttribute("hx-post"), part: form.closest("[data-part]")?.id });
  document.addEventListener("typed:later", (event) => {
    const form = event.detail;
    later.push(form.closest(".editing[data-node]")?.dataset.node || spot(form));
  });
  const reopen = ({ address, part }, link) => {
    if (link) link.click();
    else if (document.getElementById(part))
      htmx.ajax("GET", address, { target: `#${CSS.escape(part)}`, swap: "outerHTML" });
  };
  document.addEventListener("htmx:beforeSwap", (event) => {
    const target = event.detail.target;
    const sent = event.detail.requestConfig?.elt;
    if (!target?.matches?.("[data-part], #text")) return;
    const typed = (which) =>
      [...target.querySelectorAll(`${which} form[data-changed]`)].filter((form) => form !== sent);
    open.push(...typed(".editing[data-node]").map((form) => form.closest("[data-node]").dataset.node));
    fresh.push(...typed("[data-new]").map(spot));
  });
  // Other answers settle in between: what is not ready yet (htmx-added) waits for its own.
  document.addEventListener("htmx:afterSettle", () => {
    for (const each of later.splice(0)) (each.address ? fresh : open).push(each);
    for (const node of new Set(open.splice(0))) {
      const link = document.querySelector(`#s-${CSS.escape(node)} .edit-link`);
      if (link?.closest(".htmx-added")) open.push(node);
      else link?.click();
    }
    for (const form of fresh.splice(0)) {
      const link = document.querySelector(`[data-named] a[hx-get="${CSS.escape(form.address)}"]`);
      const place = link || document.getElementById(form.part);
      if (place?.closest(".htmx-added")) fresh.push(form);
      else reopen(form, link);
    }
  });
}
