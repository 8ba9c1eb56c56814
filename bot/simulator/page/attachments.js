// What a person can send beside text: a sticker, a photo, a document, or samples of them.

import { readBase64 } from "./api.js";
import { el } from "./dom.js";
import { menuButton } from "./menu.js";
import { showToast } from "./toast.js";

const MAX_SIZE = 20 * 1024 * 1024;
const SAMPLE_TEXT = "A sample document, made by the chat page of the simulator.\n";

/** Build the attach button with its menu and the hidden file pickers. */
export function createAttachments(perform) {
  const photo = picker("Choose a photo", "image/png,image/jpeg", sendPhoto);
  const document = picker("Choose a document", null, sendDocument);
  const menu = menuButton("attach", "Attach", () => [
    { icon: "photo", label: "Photo…", run: () => photo.click() },
    { icon: "file", label: "Document…", run: () => document.click() },
    { icon: "sticker", label: "Sticker", run: () => perform({ do: "sticker" }) },
    { icon: "sample", label: "Sample photo", run: async () => sendPhoto(await paintSample()) },
    { icon: "sample", label: "Sample document", run: () => sendDocument(new File([SAMPLE_TEXT], "sample.txt")) },
  ]);
  menu.append(photo, document);

  async function sendPhoto(file) {
    perform({ do: "photo", content_base64: await readBase64(file) });
  }

  async function sendDocument(file) {
    perform({ do: "document", file_name: file.name, content_base64: await readBase64(file) });
  }

  return menu;
}

function picker(label, accept, send) {
  const input = el("input", { type: "file", accept, hidden: true, "aria-label": label, tabindex: "-1" });
  input.addEventListener("change", () => {
    const [file] = input.files;
    input.value = "";
    if (file && file.size > MAX_SIZE) showToast("Telegram gives bots files of at most 20 MB");
    else if (file) send(file);
  });
  return input;
}

/** Paint a landscape, so that a photo can be tried without having one at hand. */
async function paintSample() {
  const canvas = el("canvas", { width: 960, height: 640 });
  const paint = canvas.getContext("2d");
  const sky = paint.createLinearGradient(0, 0, 0, 640);
  [["#274b8f", 0], ["#e58f7b", 0.6], ["#f8d49a", 1]].forEach(([colour, at]) => sky.addColorStop(at, colour));
  paint.fillStyle = sky;
  paint.fillRect(0, 0, 960, 640);
  paint.fillStyle = "#fff3d6";
  paint.arc(690, 330, 58, 0, 7);
  paint.fill();
  const hills = [["#5d5f9a", 430, 60, 150], ["#3f4a7f", 490, 44, 110], ["#26325c", 560, 30, 170]];
  for (const [colour, base, height, width] of hills) {
    paint.fillStyle = colour;
    paint.beginPath();
    paint.moveTo(0, 640);
    for (let x = 0; x <= 960; x += 8) paint.lineTo(x, base + Math.sin(x / width + base) * height);
    paint.lineTo(960, 640);
    paint.fill();
  }
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.9));
}
