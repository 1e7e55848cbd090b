/* Alt and a letter (on a Mac Ctrl, Option and the letter) follow the link that names them in aria-keyshortcuts: the one in
   the form that is written in, else the first. Where a part is only read, Alt+W asks who changed it. */
document.addEventListener("keydown", (event) => {
  const isMac = navigator.platform.startsWith("Mac");
  const isMeant = event.altKey && event.ctrlKey === isMac && !event.shiftKey && !event.metaKey;
  if (!isMeant || !event.code.startsWith("Key") || event.getModifierState("AltGraph")) return;
  const keys = `Alt+${event.code.slice("Key".length)}`;
  const links = [...document.querySelectorAll(`[aria-keyshortcuts="${keys}"]`)];
  const place = event.target.closest?.("[data-node]");
  const link = links.find((each) => place?.contains(each)) || (keys === "Alt+W" && place ? null : links[0]);
  if (link) link.click();
  else if (keys === "Alt+W" && place) location.assign(`${place.dataset.at}history/`);
  else return;
  event.preventDefault();
});
