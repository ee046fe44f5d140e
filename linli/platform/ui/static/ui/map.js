// SPDX-License-Identifier: AGPL-3.0-or-later
// Choosing a point on the town's map: move, zoom, tap. Without scripts the list of places does it.
"use strict";

for (const box of document.querySelectorAll("[data-map]")) {
  const svg = box.querySelector("svg");
  const [left, top, perX, perY] = box.dataset.frame.split(" ").map(Number);
  const form = box.closest("form");
  const field = (name) => form.querySelector(`[data-point="${name}"]`);
  const says = form.querySelector("[data-says]");
  const whole = svg.viewBox.baseVal;
  const start = { x: whole.x, y: whole.y, width: whole.width, height: whole.height };
  const sized = [svg, ...svg.querySelectorAll(".names circle, svg.pin")].map((element) => ({
    element,
    size: Number(element.getAttribute("font-size") ?? element.getAttribute("r") ?? element.getAttribute("width")),
  }));
  let pin = svg.querySelector("svg.pin");

  const show = (view) => {
    const width = Math.min(start.width, Math.max(250, view.width));
    const height = (width * start.height) / start.width;
    const x = Math.min(Math.max(view.x, start.x), start.x + start.width - width);
    const y = Math.min(Math.max(view.y, start.y), start.y + start.height - height);
    svg.setAttribute("viewBox", `${x} ${y} ${width} ${height}`);
    const scale = width / start.width;
    for (const { element, size } of sized) {
      const name = element === svg ? "font-size" : element.matches("circle") ? "r" : "width";
      element.setAttribute(name, size * scale);
      if (name === "width") element.setAttribute("height", size * scale);
    }
  };

  const place = (event) => {
    const matrix = svg.getScreenCTM().inverse();
    return new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix);
  };

  const zoom = (factor, at) => {
    const view = svg.viewBox.baseVal;
    const width = view.width * factor;
    show({
      x: at.x - ((at.x - view.x) * Math.min(start.width, Math.max(250, width))) / view.width,
      y: at.y - ((at.y - view.y) * Math.min(start.width, Math.max(250, width))) / view.width,
      width,
    });
  };
  const middle = () => {
    const view = svg.viewBox.baseVal;
    return { x: view.x + view.width / 2, y: view.y + view.height / 2 };
  };

  const choose = async (longitude, latitude, at) => {
    if (!pin) {
      pin = document.getElementById("pin").content.firstElementChild.cloneNode(true);
      const size = (36 * start.width) / 700;
      sized.push({ element: pin, size });
      svg.append(pin);
      show(svg.viewBox.baseVal);
    }
    pin.setAttribute("x", at.x);
    pin.setAttribute("y", at.y);
    field("x").value = longitude.toFixed(6);
    field("y").value = latitude.toFixed(6);
    const answer = await fetch(`${box.dataset.at}?x=${longitude}&y=${latitude}`);
    if (!answer.ok) {
      field("x").value = field("y").value = "";
      says.textContent = says.dataset.outside;
      return;
    }
    const found = await answer.json();
    says.textContent = [found.name, ...found.overlays].join(" · ");
    const list = field("place");
    if (list && [...list.options].some((option) => option.value === found.choice)) list.value = found.choice;
  };

  let held = null;
  let fingers = new Map();
  svg.addEventListener("pointerdown", (event) => {
    fingers.set(event.pointerId, event);
    held = { at: [event.clientX, event.clientY], moved: false };
    svg.setPointerCapture(event.pointerId);
  });
  svg.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before || !held) return;
    const view = svg.viewBox.baseVal;
    const unit = view.width / svg.clientWidth;
    if (fingers.size === 2) {
      const [other] = [...fingers].filter(([id]) => id !== event.pointerId).map(([, finger]) => finger);
      const was = Math.hypot(before.clientX - other.clientX, before.clientY - other.clientY);
      const is = Math.hypot(event.clientX - other.clientX, event.clientY - other.clientY);
      zoom(was / Math.max(is, 1), place(event));
      held.moved = true;
    } else if (held.moved || Math.hypot(event.clientX - held.at[0], event.clientY - held.at[1]) > 6) {
      held.moved = true;
      show({
        x: view.x - (event.clientX - before.clientX) * unit,
        y: view.y - (event.clientY - before.clientY) * unit,
        width: view.width,
      });
    }
    fingers.set(event.pointerId, event);
  });
  const end = (event) => {
    fingers.delete(event.pointerId);
    if (event.type === "pointerup" && held && !held.moved && !fingers.size) {
      const at = place(event);
      choose(left + at.x / perX, top - at.y / perY, at);
    }
    if (!fingers.size) held = null;
  };
  svg.addEventListener("pointerup", end);
  svg.addEventListener("pointercancel", end);
  svg.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoom(event.deltaY > 0 ? 1.25 : 0.8, place(event));
  }, { passive: false });

  const controls = document.getElementById("map-controls").content.cloneNode(true);
  controls.querySelector("[data-in]").addEventListener("click", () => zoom(0.6, middle()));
  controls.querySelector("[data-out]").addEventListener("click", () => zoom(1.7, middle()));
  controls.querySelector("[data-here]").addEventListener("click", () => {
    navigator.geolocation?.getCurrentPosition((found) => {
      const { longitude, latitude } = found.coords;
      const at = { x: (longitude - left) * perX, y: (top - latitude) * perY };
      show({ x: at.x - start.width / 12, y: at.y - start.height / 12, width: start.width / 6 });
      choose(longitude, latitude, at);
    }, () => { says.textContent = says.dataset.nowhere; });
  });
  box.append(controls);
}
