/* What was typed in this article and neither saved nor discarded (keep-typed.js, type-ahead.js), wherever it was typed:
   shown above the text, while no open form has it, with the way back to its form; when that is gone, to be copied. */
{
  const box = document.getElementById("kept");
  const prefix = `desk:${document.body.dataset.account}:${location.pathname}`;
  const NO_TEXT = new Set(["style", "kind", "specialty", "language", "type"]);
  const said = (value) => {
    const kept = JSON.parse(value);
    const pairs = Array.isArray(kept) ? kept.flatMap(Object.entries) : JSON.parse(kept.typed);
    const texts = pairs.filter(([name, text]) => !NO_TEXT.has(name) && typeof text === "string" && text.trim());
    return texts.map(([, text]) => text).join("\n");
  };
  const isOpen = (name) =>
    [...document.querySelectorAll("form[method=post]")].some(
      (form) => name === (form.dataset.keep || form.getAttribute("action")),
    );
  // In which window it was typed, and on which page, stands after the name of its form (keep-typed.js).
  const way = (path, name) => {
    if (path) return () => location.assign(location.pathname + path);
    const form = name.split(":")[0];
    const link = document.querySelector(`#s-${CSS.escape(form)} .edit-link`);
    if (link && form === name) return () => link.click();
    const named = document.querySelector(`[data-named] a[hx-get="${CSS.escape(form.slice(3))}"]`);
    if (named) return () => named.click();
    const owner = new URLSearchParams(form.slice(4)).get("owner");
    const after = new URLSearchParams(form.slice(4)).get("after");
    const part = document.getElementById(`s-${after || owner}`)?.closest("[data-part]");
    if (!form.startsWith("new?place=") || form !== name || !part) return null;
    return () =>
      htmx.ajax("GET", `${location.pathname}statements/add/${form.slice(3)}`, { target: part, swap: "outerHTML" });
  };
  const button = (label, act) => {
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: label });
    made.className = "button button-quiet button-small";
    made.addEventListener("click", act);
    return made;
  };
  const item = (stored, path, name, text) => {
    const made = document.createElement("li");
    const words = Object.assign(document.createElement("p"), { textContent: text });
    words.className = "kept-text";
    const row = Object.assign(document.createElement("p"), { className: "row" });
    const back = way(path, name);
    if (back) row.append(button(box.dataset.open, back));
    row.append(
      button(box.dataset.forget, () => {
        localStorage.removeItem(stored);
        look();
      }),
    );
    made.append(words, row);
    return made;
  };
  const look = () => {
    const found = Object.keys(localStorage)
      .filter((stored) => stored.startsWith(prefix))
      .map((stored) => {
        const [path, ...name] = stored.slice(prefix.length).split(":");
        return [stored, path, name.join(":"), said(localStorage.getItem(stored))];
      })
      .filter(([, path, name, text]) => text && name !== "waiting" && (path || !isOpen(name)));
    const waiting = localStorage.getItem(`${prefix}:waiting`);
    if (waiting && !document.querySelector("form[data-stays]"))
      found.push([`${prefix}:waiting`, "", "waiting", said(waiting)]);
    box.querySelector("[data-list]").replaceChildren(...found.map((each) => item(...each)));
    box.hidden = !found.length;
  };
  document.addEventListener("htmx:afterSettle", () => setTimeout(look));
  document.addEventListener("DOMContentLoaded", look); // after keep-typed.js has opened what it keeps
}
