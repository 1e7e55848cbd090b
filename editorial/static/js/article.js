/* What the article page gains with JavaScript; it is complete without. */

// The reader's answer to "Which best describes you?" lives in a cookie of our own and nowhere else.
const reader = document.cookie.match(/(?:^|; )reader=(\w+)/)?.[1];
const remember = (value) => {
  document.cookie = `reader=${value}; path=/; max-age=31536000; samesite=lax`;
};
if (reader) document.querySelector("[data-who]")?.setAttribute("hidden", "");
for (const link of document.querySelectorAll("[data-reader]")) {
  link.addEventListener("click", () => remember(link.dataset.reader));
}

const printing = document.querySelector("[data-print]");
if (printing) {
  printing.hidden = false;
  printing.addEventListener("click", () => window.print());
}

// Paper shows everything, also in browsers that cannot unfold <details> by style.
const folded = () => document.querySelectorAll(".flow details:not([open])");
let unfolded = [];
window.addEventListener("beforeprint", () => {
  unfolded = [...folded()];
  for (const details of unfolded) details.open = true;
});
window.addEventListener("afterprint", () => {
  for (const details of unfolded) details.open = false;
});

// A link to a statement inside a folded part unfolds it.
const reveal = () => {
  const target = document.getElementById(location.hash.slice(1));
  target?.closest("details")?.setAttribute("open", "");
};
window.addEventListener("hashchange", reveal);
reveal();

// The contents follow the reading position.
const links = new Map();
for (const link of document.querySelectorAll("[data-follow] a")) {
  const part = document.getElementById(link.hash.slice(1));
  if (part) links.set(part, link);
}
const visible = new Set();
const observer = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) visible[isIntersecting ? "add" : "delete"](target);
    const first = [...links.keys()].find((part) => visible.has(part));
    if (!first) return;
    for (const [part, link] of links) {
      if (part === first) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    }
  },
  { rootMargin: "-10% 0px -70% 0px" },
);
for (const part of links.keys()) observer.observe(part);
