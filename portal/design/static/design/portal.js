// Brings the components of a page to life, and those of the parts that htmx puts in later.
import { initAll } from "./built/govuk-frontend.min.js";

initAll();

document.addEventListener("htmx:load", (event) => {
  if (event.target !== document.body && event.target.parentElement) {
    initAll({ scope: event.target });
  }
});

// A whole page where a part was asked for means that the session has ended: show that page, not a page in a page.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (/^\s*<!doctype html/i.test(event.detail.xhr.responseText)) {
    event.detail.shouldSwap = false;
    window.location.reload();
  }
});

// Says on the sign-in page that what was typed before is kept in this window.
try {
  const kept = Object.keys(sessionStorage).some((key) => key.startsWith("kept:"));
  for (const notice of document.querySelectorAll("[data-kept-here]")) {
    notice.hidden = !kept;
  }
} catch {
  // A browser that keeps nothing has nothing to say.
}
