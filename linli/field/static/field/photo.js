// SPDX-License-Identifier: AGPL-3.0-or-later
// Photos on the phone, before they are kept or sent: drawn anew and smaller, so that neither place nor
// device nor time is in the file, and with boxes that a finger draws over faces and plates burnt in.
// What a browser cannot draw but the server can (HEIC) goes as it is, as all do without scripts: it is
// cleaned where it arrives.
"use strict";

const SIDE = 2048; // pixels of the longer side: enough to read a number plate of a lamp post
const MEGABYTES = 40; // a file above that is no photo that a phone can draw

const drawn = async (file) => {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return canvas;
};

const fileOf = (canvas, number) => new Promise((resolve) => {
  canvas.toBlob((blob) => resolve(new File([blob], `photo-${number}.jpg`, { type: "image/jpeg" })), "image/jpeg", 0.85);
});

const covering = (canvas, changed) => {
  const brush = canvas.getContext("2d");
  const before = [];
  let from = null;
  const spot = (event) => {
    const box = canvas.getBoundingClientRect();
    return [(event.clientX - box.left) * canvas.width / box.width, (event.clientY - box.top) * canvas.height / box.height];
  };
  canvas.addEventListener("pointerdown", (event) => {
    from = spot(event);
    before.push(brush.getImageData(0, 0, canvas.width, canvas.height));
    if (before.length > 4) before.shift();
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!from) return;
    const to = spot(event);
    brush.putImageData(before.at(-1), 0, 0);
    brush.fillStyle = "#000";
    brush.fillRect(Math.min(from[0], to[0]), Math.min(from[1], to[1]), Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1]));
  });
  const done = () => {
    if (from) changed();
    from = null;
  };
  canvas.addEventListener("pointerup", done);
  canvas.addEventListener("pointercancel", done);
  return () => {
    if (before.length) brush.putImageData(before.pop(), 0, 0);
    changed();
  };
};

const pattern = document.getElementById("photo-cover");
for (const input of pattern ? document.querySelectorAll("form[data-offline] input[type=file]") : []) {
  const place = document.createElement("div");
  input.closest(".field, p, div").append(place);
  const send = input.form.querySelector("button.primary");
  let pictures = [];
  let turn = 0;
  const bring = async () => { // what the form holds is always what is seen
    const mine = ++turn;
    const files = await Promise.all(pictures.map((picture, at) => (picture instanceof File ? picture : fileOf(picture, at + 1))));
    if (mine !== turn) return;
    const bag = new DataTransfer();
    for (const file of files) bag.items.add(file);
    input.files = bag.files;
    send.disabled = false;
  };
  input.addEventListener("change", async () => {
    send.disabled = true;
    const chosen = [...input.files];
    const kept = await Promise.all(chosen.map(async (file) => {
      if (file.size > MEGABYTES * 1e6) return file.name;
      return file.type.startsWith("image/") ? drawn(file).catch(() => (/hei[cf]/.test(file.type) ? file : file.name)) : file;
    }));
    pictures = kept.filter((each) => typeof each !== "string");
    place.replaceChildren(...kept.map((picture) => {
      const row = pattern.content.firstElementChild.cloneNode(true);
      const refused = typeof picture === "string";
      row.querySelector("[data-refused]").hidden = !refused;
      row.querySelector("[data-cover]").hidden = !(picture instanceof HTMLCanvasElement);
      if (refused) row.querySelector("[data-name]").textContent = picture;
      else if (picture instanceof HTMLCanvasElement) {
        const back = covering(picture, () => {
          send.disabled = true;
          bring();
        });
        row.querySelector("[data-back]").addEventListener("click", back);
        row.querySelector("[data-canvas]").append(picture);
      }
      return row;
    }));
    await bring();
  });
}
