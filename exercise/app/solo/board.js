// The board: areas as boxes, ways as lines, one counter. Tapping an area chooses its option; the options themselves stay
// beside it as plain controls, so the picture needs no keyboard of its own and says in one sentence what it shows.

const SVG = "http://www.w3.org/2000/svg";
const BOX = { wide: 104, tall: 64 };
const LETTERS = 15;
const EDGE = 5;

function drawn(tag, attributes, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

// A label on as many lines as it needs; SVG breaks none by itself.
function lines(label) {
  const found = [""];
  for (const word of label.split(/\s+/)) {
    const last = found.length - 1;
    if (found[last] && (found[last] + " " + word).length > LETTERS) found.push(word);
    else found[last] = (found[last] + " " + word).trim();
  }
  return found;
}

function drawArea(area, choose) {
  const left = area.x - BOX.wide / 2;
  const top = area.y - BOX.tall / 2;
  const text = drawn("text", { x: left + 8, y: top + 17, class: "board-label" });
  lines(area.label).forEach((line, at) => {
    const part = drawn("tspan", { x: left + 8, dy: at ? 14 : 0 });
    part.textContent = line;
    text.append(part);
  });
  const box = drawn("rect", { x: left, y: top, width: BOX.wide, height: BOX.tall, rx: 6, class: "board-box" });
  const group = drawn("g", { class: "board-area", "data-area": area.id }, box, text);
  group.addEventListener("click", () => choose(area.id));
  return group;
}

function drawRoute(from, to) {
  return drawn("line", { x1: from.x, y1: from.y, x2: to.x, y2: to.y, class: "board-route" });
}

// The symbol comes from our own server, made from digits; it is read as SVG and never as HTML.
function drawSymbol(svg) {
  const read = svg ? new DOMParser().parseFromString(svg, "image/svg+xml").documentElement : null;
  const known = read && read.nodeName === "svg";
  const picture = known ? document.importNode(read, true) : drawn("rect", { width: 26, height: 26, class: "board-plain" });
  const size = { wide: Number(picture.getAttribute("width")) || 26, tall: Number(picture.getAttribute("height")) || 26 };
  // Symbols are drawn in black: the plate keeps them readable on a dark page.
  const plate = drawn("rect", { x: -3, y: -3, width: size.wide + 6, height: size.tall + 6, rx: 4, class: "board-plate" });
  return { parts: [plate, picture], size };
}

function makeBoard(data, placed) {
  const areas = new Map(data.areas.map((area) => [area.id, area]));
  const options = new Map(Object.entries(data.at).map(([option, area]) => [area, option]));
  const groups = new Map();
  const node = drawn("svg", { viewBox: "0 0 360 240", role: "img", class: "exercise-board", "data-key": "board" });
  for (const [from, to] of data.routes) node.append(drawRoute(areas.get(from), areas.get(to)));
  for (const area of data.areas) {
    const group = drawArea(area, (id) => options.has(id) && placed(data.places, options.get(id)));
    groups.set(area.id, group);
    node.append(group);
  }
  const counter = drawn("g", { class: "board-counter" });
  node.append(counter);
  let symbol = null;
  let shape = { wide: 0, tall: 0 };

  function show(values, asked) {
    const place = values[data.places] || data.placed;
    const size = values[data.sizes] || data.sized;
    const here = areas.get(data.at[place] || data.starts);
    if (symbol !== size) {
      const made = drawSymbol(data.symbols[size] || data.unsized);
      counter.replaceChildren(...made.parts);
      shape = made.size;
      symbol = size;
    }
    // The counter stands in the lower right corner of its area, clear of the label.
    const left = here.x + BOX.wide / 2 - shape.wide - EDGE;
    const top = here.y + BOX.tall / 2 - shape.tall - EDGE;
    counter.style.transform = `translate(${left}px, ${top}px)`;
    counter.setAttribute("data-at", here.id);
    for (const [id, group] of groups) {
      group.classList.toggle("here", id === here.id);
      group.classList.toggle("open", asked === data.places && options.has(id));
    }
    const told = data.named[size] ? data.words.sized : data.words.stands;
    node.setAttribute("aria-label", told.replace("{area}", here.label).replace("{size}", data.named[size] || ""));
  }

  return { node, show };
}
