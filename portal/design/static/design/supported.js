// Runs before the page is drawn, so that nothing jumps: says that GOV.UK Frontend's components will come to life.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
