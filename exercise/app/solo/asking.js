// One screen's questions: plain radio buttons, boxes and text areas, one question at a time where they are weighed.
// Everything typed or chosen is kept in this browser until the server has it, so a reload loses nothing.
// Text from the server is only ever set as text.

const PREFIX = "exercise-draft:";
const PATIENCE = 8000;

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === "class") made.className = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined) made.append(child);
  }
  return made;
}

// Words that only a screen reader says.
function unseen(words) {
  return element("span", { class: "exercise-unseen" }, words);
}

// Each note on a line of its own.
function noted(notes) {
  return notes.map((note) => element("span", {}, note));
}

// The ids that something rests on; a tap shows what each says, and whose it is.
function resting(names, known, words) {
  if (!names || names.length === 0) return null;
  const rests = names.map((name) => known[name]);
  const ids = rests.flatMap((rest) => [element("span", { class: rest.kind }, rest.id), " "]);
  const said = rests.map((rest) => element("li", {}, element("b", {}, rest.id), ` (${rest.whose}): ${rest.says}`));
  return element(
    "details",
    { class: "exercise-rests" },
    element("summary", {}, element("span", {}, words.rests), ids),
    element("ul", {}, said),
  );
}

function readDraft(place) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + place)) || {};
  } catch {
    return {};
  }
}

function writeDraft(place, draft) {
  try {
    localStorage.setItem(PREFIX + place, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

// What was typed on other screens of this seat and is not in the record: a second tab, or a second device, was quicker.
// Their drafts are forgotten once the record holds every word of them.
function leftBehind(data) {
  const seat = data.place.split(":")[0] + ":";
  const found = [];
  for (const key of Object.keys(localStorage)) {
    const place = key.slice(PREFIX.length);
    if (!key.startsWith(PREFIX + seat) || place === data.place) continue;
    const { values = {}, typed = {} } = readDraft(place);
    const texts = Object.keys(typed).map((id) => (values[id] || "").trim());
    const lost = texts.filter((text) => text && !data.stored.some((each) => each.includes(text)));
    if (lost.length > 0) found.push({ key, texts: lost });
    else localStorage.removeItem(key);
  }
  return found;
}

// Another tab may have written over this one's words, or let them go.
let present = null;
window.addEventListener("pagehide", () => {
  if (present && present.changed && present.root.isConnected) present.keep();
});

// After a step, and after a form of ours that led here, the reader stands on the heading; whoever comes from elsewhere is
// left alone.
function focusHeading(place) {
  const before = sessionStorage.getItem("exercise-step");
  sessionStorage.setItem("exercise-step", place);
  const heading = document.querySelector("h1");
  const led = before !== null || document.referrer.startsWith(location.origin + "/");
  if (led && before !== place && heading) {
    heading.setAttribute("tabindex", "-1");
    heading.focus({ preventScroll: true });
    heading.scrollIntoView({ block: "start" });
  }
}

class Asking {
  constructor(root, data, send) {
    this.root = root;
    this.data = data;
    this.send = send;
    this.draft = readDraft(data.place);
    this.draft.values = this.draft.values || {};
    this.draft.kept = this.draft.kept || {};
    this.draft.typed = this.draft.typed || {};
    for (const question of data.questions) {
      if (question.preset !== null && this.draft.values[question.id] === undefined) {
        this.draft.values[question.id] = question.preset;
      }
    }
    this.changed = false;
    this.sent = false;
    this.board = data.board ? makeBoard(data.board, (decision, option) => this.placed(decision, option)) : null;
    root.setAttribute("data-place", data.place);
    root.classList.toggle("picking", data.questions.some((question) => question.kind === "pick"));
    this.left = leftBehind(data);
    focusHeading(data.place);
    // Sent back: the reader stays where the press was made.
    this.draw(data.attempt > 0 ? ".exercise-buttons button" : undefined);
    // In a frame of its own: what stands there from the beginning is not read out.
    if (data.said) requestAnimationFrame(() => this.mark(data.said));
  }

  // Whether this screen asks for something that the board shows.
  places() {
    const shown = [this.data.board.places, this.data.board.sizes];
    return this.data.questions.some((question) => shown.includes(question.id));
  }

  // An area of the board was tapped: the same as its option.
  placed(decision, option) {
    const input = this.root.querySelector(`#q-${decision}-${CSS.escape(option)}`);
    if (input && !input.disabled && !input.checked) input.click();
  }

  weighed() {
    return this.data.questions.filter((question) => question.weighed);
  }

  // The weighed question that is still open, or null when all are kept.
  current() {
    return this.weighed().find((question) => !this.draft.kept[question.id]) || null;
  }

  keep() {
    this.changed = true;
    const stored = writeDraft(this.data.place, this.draft);
    this.mark(this.tooLong()[1] || (stored ? this.data.words.on_phone : ""));
  }

  mark(words) {
    // Writing the same words again would have them read out again, with every key.
    const line = this.root.querySelector("[data-mark]");
    if (line.textContent !== words) line.textContent = words;
  }

  // The first text that is longer than the server takes, with words for it. Nothing is cut: that is for its writer.
  tooLong() {
    for (const question of this.data.questions) {
      const value = this.draft.values[question.id];
      const over = typeof value === "string" ? [...value].length - this.data.most : 0;
      if (over > 0) return [question, question.label + " " + this.data.words.too_long.replace("{count}", over)];
    }
    return [null, ""];
  }

  draw(focus) {
    const current = this.current();
    const parts = this.left.length > 0 ? [this.leftover()] : [];
    for (const question of this.data.questions) {
      if (question.weighed && this.draft.kept[question.id]) parts.push(this.summary(question));
      else if (question === current) parts.push(this.question(question));
      else if (!question.weighed && current === null) parts.push(this.question(question));
    }
    if (current === null) parts.push(this.buttons());
    parts.push(element("p", { class: "exercise-mark", "data-mark": true, role: "status" }));
    if (this.board) {
      if (this.places()) parts.unshift(this.board.node);
      else parts.push(this.board.node);
      this.board.show(this.draft.values, current === null ? null : current.id);
    }
    this.root.replaceChildren(...parts);
    if (focus) {
      const target = this.root.querySelector(focus);
      if (target) {
        target.focus();
        // The question, not only its first control.
        const asked = target.closest("fieldset, .exercise-field");
        if (asked) asked.scrollIntoView({ block: "nearest" });
      }
    }
  }

  leftover() {
    const away = () => {
      for (const each of this.left) localStorage.removeItem(each.key);
      this.left = [];
      this.draw("input, textarea, button");
    };
    return element(
      "div",
      { "data-left": true },
      element("p", {}, this.data.words.left),
      this.left.flatMap((each) => each.texts).map((text) => element("blockquote", { class: "exercise-quote", dir: "auto" }, text)),
      element("button", { type: "button", onclick: away }, this.data.words.put_away),
    );
  }

  summary(question) {
    const chosen = this.chosenLabels(question);
    return element(
      "p",
      { class: "exercise-kept" },
      element("span", {}, question.label + " "),
      element("strong", {}, chosen || this.data.words.nothing),
      " ",
      element(
        "button",
        {
          type: "button",
          class: "quiet",
          onclick: () => {
            // What was weighed after this one was weighed beside it, so it is asked again.
            const after = this.weighed();
            for (const other of after.slice(after.indexOf(question))) delete this.draft.kept[other.id];
            this.keep();
            this.draw("input");
          },
        },
        this.data.words.change,
        unseen(": " + question.label),
      ),
    );
  }

  // What the button chooses; where any number may be ticked, none is a choice as well, and is named.
  named(question) {
    const chosen = this.chosenLabels(question) || (question.kind === "any" ? this.data.words.nothing : "");
    return chosen ? ": " + chosen : "";
  }

  chosenLabels(question) {
    const value = this.draft.values[question.id];
    const ids = Array.isArray(value) ? value : [value];
    return (question.options || [])
      .filter((option) => ids.includes(option.id))
      .map((option) => option.label)
      .join(", ");
  }

  // Why an option does not fit what is chosen in this screen already; empty where it fits.
  refusal(question, option) {
    for (const [other, byOption] of Object.entries(option.refused || {})) {
      const reason = byOption[this.draft.values[other]];
      if (other !== question.id && reason) return reason;
    }
    return "";
  }

  question(question) {
    if (question.kind === "text" || question.kind === "number") return this.field(question);
    if (question.kind === "pick") return this.pick(question);
    const many = question.kind === "any";
    const name = `q-${question.id}`;
    const rows = question.options.map((option) => {
      const refused = this.refusal(question, option);
      const value = this.draft.values[question.id];
      const checked = many ? (value || []).includes(option.id) : value === option.id;
      const id = `${name}-${option.id}`;
      const input = element("input", {
        type: many ? "checkbox" : "radio",
        name,
        id,
        value: option.id,
        disabled: Boolean(refused),
        "aria-labelledby": `${id}-name`,
        "aria-describedby": refused || (option.notes || []).length ? `${id}-note` : null,
        onchange: (event) => this.choose(question, option, event.target.checked),
      });
      input.checked = checked && !refused;
      return element(
        "div",
        { class: "exercise-option" },
        input,
        element(
          "div",
          {},
          element(
            "label",
            { for: id },
            element("span", { id: `${id}-name` }, option.label),
            element("small", { id: `${id}-note` }, noted(refused ? [refused] : option.notes || [])),
          ),
          resting(option.rests, this.data.known, this.data.words),
        ),
      );
    });
    const parts = [element("legend", {}, question.label), ...rows];
    if (question.weighed) parts.push(this.weighing(question));
    return element("fieldset", { "data-key": question.key || null }, parts);
  }

  choose(question, option, checked) {
    if (question.kind === "any") {
      const before = new Set(this.draft.values[question.id] || []);
      if (checked) before.add(option.id);
      else before.delete(option.id);
      this.draft.values[question.id] = question.options.map((each) => each.id).filter((id) => before.has(id));
    } else {
      this.draft.values[question.id] = option.id;
    }
    this.keep();
    if (this.board) this.board.show(this.draft.values, question.id);
    const weighing = this.root.querySelector("[data-weighing]");
    if (question.weighed && weighing) weighing.replaceWith(this.weighing(question));
  }

  // Choose, hear the strongest objection, keep or change: nothing of it asks the server.
  weighing(question) {
    const value = this.draft.values[question.id];
    const box = element("div", { "data-weighing": true });
    const answered = question.kind === "any" || value !== undefined;
    const choose = element(
      "button",
      { type: "button", class: "primary", disabled: !answered, onclick: () => this.object(question, box) },
      this.data.words.choose + this.named(question),
    );
    box.append(choose);
    return box;
  }

  object(question, box) {
    const objection = this.objection(question);
    const keep = () => {
      this.draft.kept[question.id] = true;
      this.keep();
      this.draw("input, textarea, button.primary");
    };
    if (objection === null) {
      keep();
      return;
    }
    // The focus goes to the first button, which is described by what was objected: so it is read, and read once.
    const id = `q-${question.id}-objection`;
    const first = element(
      "button",
      { type: "button", class: "primary", "aria-describedby": id, onclick: keep },
      this.data.words.keep,
      unseen(this.named(question)),
    );
    box.replaceChildren(
      element("p", { class: "exercise-objection", id }, element("strong", {}, this.data.words.colleague + " "), objection.text),
      resting(objection.rests, this.data.known, this.data.words),
      first,
      element(
        "button",
        {
          type: "button",
          onclick: () => {
            box.replaceWith(this.weighing(question));
            const input = this.root.querySelector("input:checked") || this.root.querySelector("input");
            if (input) input.focus();
          },
        },
        this.data.words.change,
        unseen(": " + question.label),
      ),
    );
    first.focus();
  }

  objection(question) {
    const value = this.draft.values[question.id];
    const ids = Array.isArray(value) ? value : [value];
    let heaviest = null;
    for (const option of question.options) {
      const found = ids.includes(option.id) ? option.objection : null;
      if (found && (heaviest === null || found.cost > heaviest.cost)) heaviest = found;
    }
    return heaviest;
  }

  field(question) {
    const id = `q-${question.id}`;
    const attributes = {
      id,
      oninput: (event) => {
        // As the record will have it: half of a character, as a broken paste has it, is no text.
        this.draft.values[question.id] = event.target.value.replace(/\p{Surrogate}/gu, "\ufffd");
        if (question.kind === "text") this.draft.typed[question.id] = true;
        this.keep();
      },
    };
    const control =
      question.kind === "number"
        ? element("input", { ...attributes, type: "text", inputmode: "decimal", autocomplete: "off" })
        : element("textarea", { ...attributes, rows: question.rows || 3, dir: "auto" });
    control.value = this.draft.values[question.id] || "";
    return element("div", { class: "exercise-field" }, element("label", { for: id }, question.label), control);
  }

  pick(question) {
    const id = `q-${question.id}`;
    const options = question.options.map((option) => element("option", { value: option.id }, option.label));
    const control = element(
      "select",
      {
        id,
        "data-key": question.key || null,
        onchange: (event) => {
          this.draft.values[question.id] = event.target.value;
          this.keep();
        },
      },
      options,
    );
    control.value = this.draft.values[question.id] || "";
    return element("div", { class: "exercise-field" }, element("label", { for: id }, question.label), control);
  }

  buttons() {
    return element(
      "div",
      { class: "exercise-buttons" },
      this.data.buttons.map((button, place) =>
        element(
          "button",
          {
            type: "button",
            class: place === 0 ? "primary" : "quiet",
            "data-key": button.key,
            onclick: (event) => this.press(event.target, button),
          },
          button.label,
        ),
      ),
    );
  }

  press(pressed, button) {
    const open = this.data.questions.filter(
      (question) => question.needed && !button.skips && !this.draft.values[question.id],
    );
    const [long, tooLong] = this.tooLong();
    if (open.length > 0 || long) {
      this.mark(tooLong || this.data.words.missing + " " + open.map((question) => question.label).join("; "));
      const wrong = long || open[0];
      const first = this.root.querySelector(`[name="q-${wrong.id}"], #q-${wrong.id}`);
      if (first) first.focus();
      return;
    }
    if (this.sent) return;
    this.sent = true;
    // As this tab has it, whatever another one wrote since: what the server does not take can be shown then.
    if (this.changed) this.keep();
    this.root.querySelectorAll("button").forEach((each) => (each.disabled = true));
    this.mark(this.data.words.sending);
    this.send({ button: button.key, place: this.data.place, values: this.draft.values });
    this.waiting = setTimeout(() => this.askAgain(), PATIENCE);
  }

  // The server that gets a press draws another screen, or this one anew. Where nothing came, the way to it was broken.
  askAgain() {
    if (!this.root.isConnected) return;
    this.sent = false;
    this.root.querySelectorAll(".exercise-buttons button").forEach((each) => (each.disabled = false));
    this.mark(this.data.words.again);
  }
}

export default function (component) {
  const { parentElement, setTriggerValue } = component;
  const data = JSON.parse(new TextDecoder().decode(component.data));
  const root = parentElement.querySelector("[data-asking]");
  // A rerun of the same screen keeps what stands, unless the server sent it back with a problem.
  const drawn = root.asking;
  if (drawn && drawn.data.place === data.place && drawn.data.attempt === data.attempt) {
    drawn.send = (value) => setTriggerValue("pressed", value);
    return;
  }
  root.asking = present = new Asking(root, data, (value) => setTriggerValue("pressed", value));
}
