// Keeps what is typed in a form, in this tab alone, until it has been saved: a session that ends loses nothing.
// A form with data-keep names what is kept; its version says which saved state the typing began from.

const PREFIX = "kept:";

function typedIn(form) {
  return [...form.elements].filter((field) => field.name && !["hidden", "submit", "button", "file"].includes(field.type));
}

function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(key, value) {
  try {
    sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A browser that keeps nothing: saving the draft still does.
  }
}

function versionOf(form) {
  return form.elements.namedItem("version")?.value ?? "";
}

function restore(form, values) {
  let restored = false;
  for (const field of typedIn(form)) {
    const value = values[field.name];
    if (value === undefined) continue;
    if (field.type === "radio" || field.type === "checkbox") {
      field.checked = field.value === value;
    } else if (field.value !== value) {
      field.value = value;
      restored = true;
    }
  }
  return restored;
}

for (const form of document.querySelectorAll("form[data-keep]")) {
  const key = PREFIX + form.dataset.keep;
  const kept = read(key);
  if (kept && kept.version === versionOf(form)) {
    const notice = document.getElementById("kept-notice");
    if (restore(form, kept.values) && notice) notice.hidden = false;
  } else if (kept) {
    sessionStorage.removeItem(key);
  }
  form.addEventListener("input", () => {
    const values = {};
    for (const field of typedIn(form)) {
      if ((field.type !== "radio" && field.type !== "checkbox") || field.checked) values[field.name] = field.value;
    }
    write(key, { version: versionOf(form), values });
  });
  document.getElementById("kept-discard")?.addEventListener("click", () => {
    sessionStorage.removeItem(key);
    form.reset();
    document.getElementById("kept-notice").hidden = true;
  });
}
