/* A link to a place of the article leads there: where its part of the page is closed it is opened first, and the focus
   goes to the row. Without scripts the server opens the part (?part=). What the checks find is drawn anew with every
   act; what was open in it stays open, and what is settled hands the focus to the next. */
{
  const place = (id) => document.getElementById(id);

  const go = (id) => {
    const target = place(id);
    if (!target) return false;
    target.scrollIntoView({ block: "center" });
    const own = target.dataset.at && target.querySelector(`.edit-link[href^="${target.dataset.at}"]`);
    const link = own || target.querySelector(".edit-link, summary");
    if (!link) target.tabIndex = -1;
    (link || target).focus({ preventScroll: true });
    return true;
  };

  // The part that holds a node, drawn where its closed one stands; the answer says which that is.
  const open = async (link, id) => {
    if (!link.dataset.show || !place("text")) return false;
    try {
      const address = `${link.pathname}parts/${link.dataset.show}/${location.search}`;
      await htmx.ajax("GET", address, { target: "#text", swap: "none" });
    } catch {
      return false;
    }
    return go(id);
  };

  document.addEventListener("click", async (event) => {
    const link = event.target.closest?.("a[data-show]");
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const id = decodeURIComponent(link.hash.slice(1));
    if (go(id) || (await open(link, id))) history.replaceState(history.state, "", link.hash);
    else location.assign(link.href);
  });

  // A source that is listed already needs no other page.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.cite");
    if (link?.search && place(link.hash.slice(1))) {
      event.preventDefault();
      location.hash = link.hash;
    }
  });

  // An address with an anchor that the page does not have: another part, or a source far down the list.
  const arrive = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const [, kind, name] = id.match(/^(s|ref)-([0-9a-f-]+)$/) || [];
    if (!kind) return;
    if (place(id)) {
      if (kind === "s") go(id);
      return;
    }
    const address = new URL(location.href);
    const [key, value] = kind === "s" ? ["part", name] : ["references", "all"];
    if (address.searchParams.get(key) === value) return;
    address.searchParams.set(key, value);
    location.replace(address);
  };
  window.addEventListener("hashchange", arrive);
  // After the browser went to the anchor, which takes the focus from wherever it was.
  window.addEventListener("load", () => setTimeout(arrive));

  let kept = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.id !== "checks" || !event.detail.shouldSwap) return;
    const panel = event.detail.target;
    // What is found in parts that are still closed has no place yet; it comes when they are opened.
    const answer = document.createElement("template");
    answer.innerHTML = event.detail.serverResponse;
    for (const found of answer.content.querySelectorAll(".found[hx-swap-oob]")) if (!place(found.id)) found.remove();
    // Where undo says what it did, and nothing was done since, that stays.
    const acts = (bar) => [...(bar?.querySelectorAll("[name=act]") || [])].map((each) => each.value).join();
    const bar = answer.content.querySelector("#undo");
    if (acts(bar) === acts(place("undo"))) bar?.remove();
    event.detail.serverResponse = answer.innerHTML;
    kept = {
      open: [...panel.querySelectorAll("details[id][open]")].map((each) => each.id),
      focus: panel.contains(document.activeElement) ? document.activeElement.id || "findings-title" : "",
    };
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (!kept || !place("checks")) return;
    for (const id of kept.open) place(id)?.setAttribute("open", "");
    if (kept.focus) (place(kept.focus) || place("findings-title"))?.focus({ preventScroll: true });
    kept = null;
  });
}
