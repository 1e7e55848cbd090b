/* Dragging on top of the keys and buttons: a part is taken by its grip and dropped after another of its kind, wherever that
   stands. The grip is for pointers only; Alt and the arrows do the same (outline.js). */
{
  const PART = "[data-node][data-at]";
  const kind = (part) => part.dataset.at.split("/").at(-3);
  let taken = null;

  // A grip is made when the pointer comes to a part, not once for each of a thousand.
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    const part = event.target.closest?.(PART);
    if (!part || part.matches(".editing") || part.dataset.grip) return;
    const link = part.querySelector(".edit-link");
    if (!link) return;
    part.dataset.grip = "made";
    const grip = document.createElement("span");
    grip.className = "grip";
    grip.draggable = true;
    grip.setAttribute("aria-hidden", "true");
    grip.textContent = "⠿";
    link.before(grip);
  });
  const unmark = () => {
    for (const part of document.querySelectorAll("[data-drop]")) part.removeAttribute("data-drop");
  };
  document.addEventListener("dragstart", (event) => {
    if (!event.target.matches?.(".grip")) return;
    taken = event.target.closest(PART);
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", taken.textContent.trim().slice(0, 200));
  });
  const place = (event) => {
    const part = taken && event.target.closest?.(PART);
    return part && part !== taken && kind(part) === kind(taken) && !taken.contains(part) ? part : null;
  };
  document.addEventListener("dragover", (event) => {
    const part = place(event);
    unmark();
    if (!part) return;
    event.preventDefault();
    part.setAttribute("data-drop", "");
  });
  document.addEventListener("drop", (event) => {
    const part = place(event);
    unmark();
    if (!part) return;
    event.preventDefault();
    htmx.ajax("POST", `${taken.dataset.at}move/${location.search}`, {
      target: taken.closest("[data-part]"),
      swap: "outerHTML",
      values: { version: taken.dataset.version, to: `after:${part.dataset.node}` },
    });
    taken = null;
  });
  document.addEventListener("dragend", () => {
    unmark();
    taken = null;
  });
}
