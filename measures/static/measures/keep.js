// Keeps what is typed in a form, in this window alone, until it has been saved: a session that ends loses nothing.
// A form with data-keep names what is kept; its version says which saved state the typing began from. A form may have
// a line that saves the draft while it is typed (data-saves), which brings the new version with it.

const PREFIX = "kept:";
const ANSWERED = [403, 409, 422];

function typedIn(form) {
  const inside = [...form.elements].filter((field) => form.contains(field)); // a comment is sent with it, and not kept
  return inside.filter((field) => field.name && !["hidden", "submit", "button", "file"].includes(field.type));
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

function forget(key) {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
}

function versionOf(form) {
  return form.elements.namedItem("version")?.value ?? "";
}

function valuesOf(form) {
  const values = {};
  for (const field of typedIn(form)) {
    if (field.type === "checkbox") values[field.name] = field.checked ? field.value : "";
    else if (field.type !== "radio" || field.checked) values[field.name] = field.value;
  }
  return values;
}

function differs(form, values) {
  const now = valuesOf(form);
  return Object.keys(now).some((name) => values[name] !== undefined && values[name] !== now[name]);
}

function restore(form, values) {
  for (const field of typedIn(form)) {
    const value = values[field.name];
    if (value === undefined) continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = field.value === value;
    else field.value = value;
  }
}

// A whole page where a line was asked for means that the session has ended, and nothing was saved.
function isWholePage(answer) {
  return /^\s*<!doctype html/i.test(answer.responseText);
}

function show(id, shown) {
  const notice = document.getElementById(id);
  if (notice) notice.hidden = !shown;
}

function onPress(id, act) {
  document.getElementById(id)?.addEventListener("click", act);
}

function keep(form) {
  const key = PREFIX + form.dataset.keep;
  const kept = read(key);
  let typed = 0;

  if (kept && differs(form, kept.values) && kept.version === versionOf(form)) {
    restore(form, kept.values);
    show("kept-notice", true);
  } else if (kept && differs(form, kept.values) && !kept.sent) {
    show("kept-offer", true);
  } else if (kept) {
    forget(key);
  }

  form.addEventListener("input", () => {
    typed += 1;
    write(key, { version: versionOf(form), values: valuesOf(form) });
  });
  onPress("kept-discard", () => {
    forget(key);
    form.reset();
    show("kept-notice", false);
  });
  onPress("kept-restore", () => {
    restore(form, kept.values);
    show("kept-offer", false);
    form.dispatchEvent(new Event("input", { bubbles: true }));
  });
  onPress("kept-forget", () => {
    forget(key);
    show("kept-offer", false);
  });
  saveAsTyped(form, key, () => typed);
}

function saveAsTyped(form, key, typed) {
  const line = form.querySelector("[data-saves]");
  let saving = false;
  let waiting = null;
  let leaving = false;
  let sentAt = 0;

  form.addEventListener("submit", (event) => {
    if (saving) {
      // The draft on its way brings a new version: the form follows it.
      event.preventDefault();
      waiting = event.submitter;
      return;
    }
    leaving = true;
    const kept = read(key);
    if (kept) write(key, { ...kept, sent: true });
  });
  if (!line) return;

  line.addEventListener("htmx:beforeRequest", (event) => {
    if (leaving) {
      event.preventDefault();
      return;
    }
    saving = true;
    sentAt = typed();
  });
  line.addEventListener("htmx:beforeSwap", (event) => {
    if (ANSWERED.includes(event.detail.xhr.status) && !isWholePage(event.detail.xhr)) event.detail.shouldSwap = true;
  });
  line.addEventListener("htmx:afterRequest", (event) => {
    saving = false;
    if (event.detail.successful && !isWholePage(event.detail.xhr)) {
      if (typed() === sentAt) forget(key);
      else write(key, { version: versionOf(form), values: valuesOf(form) });
    } else if (!event.detail.xhr.status) {
      line.textContent = "Not saved: the portal can not be reached. What you typed is kept in this window.";
    }
    if (waiting) {
      const button = waiting;
      waiting = null;
      form.requestSubmit(button);
    }
  });
}

document.querySelectorAll("form[data-keep]").forEach(keep);
