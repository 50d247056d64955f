// Draws the forms it is handed as data. Text becomes text nodes, never markup.

const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false && value !== "" && value !== null) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children);
  return made;
};

const entryOf = (entry, id) => {
  const parts = [element("label", { for: id }, entry.label)];
  const hint = entry.hint ? `${id}-hint` : "";
  const input = element("input", {
    id, name: entry.name, type: "text", required: true, maxlength: entry.longest, "data-key": entry.name,
    "aria-describedby": hint, autocomplete: "off", autocapitalize: "characters", spellcheck: "false",
  });
  if (hint) parts.push(element("small", { id: hint }, entry.hint));
  return element("div", { class: "field" }, ...parts, input);
};

const choiceOf = (choice, id) => {
  const options = choice.options.map(([value, label]) => element("option", { value }, label));
  const list = element("select", { id, name: choice.name, "data-key": choice.name }, ...options);
  return element("div", { class: "field" }, element("label", { for: id }, choice.label), list);
};

const confirmOf = (confirm, form, described) => {
  const opener = form.querySelector("button");
  const id = `${form.dataset.id}-question`;
  const yes = element("button", { type: "submit", class: "grave", "data-key": `${opener.dataset.key}-yes`,
    "aria-describedby": described }, confirm.yes);
  const no = element("button", { type: "button", "data-key": `${opener.dataset.key}-no` }, confirm.no);
  const buttons = element("div", { class: "buttons" }, no, yes);
  const asked = element("div", { role: "group", class: "confirm", "aria-labelledby": id },
    element("p", { id }, confirm.question), buttons);
  asked.hidden = true;
  const turn = (open) => {
    asked.hidden = !open;
    opener.hidden = open;
    (open ? no : opener).focus();
  };
  opener.addEventListener("click", () => turn(true));
  no.addEventListener("click", () => turn(false));
  asked.addEventListener("keydown", (event) => {
    if (event.key === "Escape") turn(false);
  });
  form.append(asked);
};

const formOf = (told, id, wait) => {
  const form = element("form", { method: "post", action: told.action, "data-id": id });
  for (const [name, value] of Object.entries(told.hidden)) {
    // An empty value is sent as well.
    const hidden = element("input", { type: "hidden", name });
    hidden.value = value;
    form.append(hidden);
  }
  if (told.choice) form.append(choiceOf(told.choice, `${id}-choice`));
  if (told.entry) form.append(entryOf(told.entry, `${id}-entry`));
  const described = told.about ? `${id}-about` : "";
  const button = element("button", { type: told.confirm ? "button" : "submit", class: told.primary ? "primary" : told.quiet ? "quiet" : "",
    "data-key": told.key, "aria-describedby": described }, told.button);
  form.append(button);
  if (described) form.append(element("span", { id: described, hidden: true }, told.about));
  if (told.confirm) confirmOf(told.confirm, form, described);
  const said = element("p", { role: "status", class: "wait" });
  form.append(said);
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
    said.textContent = wait;
  });
  const again = () => {
    sent = false;
    said.textContent = "";
  };
  return [form, again];
};

export default function ({ data, parentElement, key }) {
  const told = new TextDecoder().decode(data);
  // A page that is drawn again with the same forms keeps what was typed and where the focus is.
  if (parentElement.told !== told) {
    parentElement.told = told;
    parentElement.querySelector(".forms")?.remove();
    const { forms, wait } = JSON.parse(told);
    const made = forms.map((form, at) => formOf(form, `${key ?? "form"}-${at}`, wait));
    parentElement.append(element("div", { class: "forms" }, ...made.map(([form]) => form)));
    parentElement.again = () => made.forEach(([, again]) => again());
  }
  // Back in the browser may show this very page again, with everything in it as it was.
  const again = () => parentElement.again();
  window.addEventListener("pageshow", again);
  return () => window.removeEventListener("pageshow", again);
}
