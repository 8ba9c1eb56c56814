// Makes elements from data. Data only ever becomes text nodes and attributes, never markup.

const SVG = "http://www.w3.org/2000/svg";

/** Make an element; `onclick`-like properties become listeners, empty values are left out. */
export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
  return node;
}

/** Draw an icon of the sprite; what it means must stand in the label of what contains it. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

/** Make a round button with an icon and a label for those who do not see it. */
export function iconButton(name, label, onclick, properties = {}) {
  const look = { type: "button", class: "icon-button", "aria-label": label, title: label };
  return el("button", { ...look, onclick, ...properties }, icon(name));
}

/** Tell whether typing happens on a screen, where focus would bring up a keyboard. */
export function isTouch() {
  return matchMedia("(hover: none) and (pointer: coarse)").matches;
}
