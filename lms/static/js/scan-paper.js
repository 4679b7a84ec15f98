/**
 * Reading the QR of a paper: by camera or from a photo where the browser can (BarcodeDetector), or
 * from its address, pasted. Then the page of that paper is opened; with no network the worker
 * answers in its place, and the signature is judged on the phone.
 * Markup: [data-scan] with a <video>, [data-scan-said], [data-scan-start], [data-scan-stop];
 * [data-photo] with a field and [data-photo-said]; the form [data-pasted] with a field and what is
 * wrong with it. A part stays hidden where it cannot work: the phone's own camera remains.
 */
const FOREIGN = "Mã này không phải mã trên giấy của chương trình.";
const [camera, photo, pasted] = ["scan", "photo", "pasted"].map((name) => document.querySelector(`[data-${name}]`));
if (pasted) takePasted(pasted);
offerReading();

async function offerReading() {
  const formats = (await window.BarcodeDetector?.getSupportedFormats().catch(() => [])) ?? [];
  if (!formats.includes("qr_code")) return;
  const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
  if (camera && navigator.mediaDevices?.getUserMedia) offerCamera(camera, detector);
  if (photo) offerPhoto(photo, detector);
}

function offerCamera(part, detector) {
  const [start, stop] = ["start", "stop"].map((name) => part.querySelector(`[data-scan-${name}]`));
  const said = part.querySelector("[data-scan-said]");
  const video = part.querySelector("video");
  let stream = null;

  function end(words) {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    video.hidden = stop.hidden = true;
    start.hidden = false;
    said.textContent = words;
  }

  async function look() {
    if (!stream) return;
    const found = await detector.detect(video).catch(() => []);
    const ours = ourAddressIn(found);
    if (ours) {
      end("Đã đọc mã.");
      location.assign(ours);
      return;
    }
    if (found.length) said.textContent = FOREIGN;
    setTimeout(look, 200);
  }

  start.addEventListener("click", async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      end("Không mở được máy ảnh. Hãy cho phép trang này dùng máy ảnh, hoặc chọn cách khác dưới đây.");
      return;
    }
    video.srcObject = stream;
    video.hidden = stop.hidden = false;
    start.hidden = true;
    said.textContent = "Đưa ô vuông mã QR vào giữa khung hình.";
    await video.play();
    look();
  });
  stop.addEventListener("click", () => end("Đã tắt máy ảnh."));
  window.addEventListener("pagehide", () => end(""));
  part.hidden = false;
}

function offerPhoto(part, detector) {
  const field = part.querySelector("input");
  const said = part.querySelector("[data-photo-said]");
  field.addEventListener("change", async () => {
    const [file] = field.files;
    if (!file) return;
    const picture = await createImageBitmap(file).catch(() => null);
    const found = picture ? await detector.detect(picture).catch(() => []) : [];
    const ours = ourAddressIn(found);
    const unread = "Không thấy mã QR trong ảnh. Hãy chụp gần hơn, nơi sáng, cả ô vuông nằm gọn trong ảnh.";
    said.textContent = ours ? "Đã đọc mã." : found.length ? FOREIGN : unread;
    if (ours) location.assign(ours);
  });
  part.hidden = false;
}

function takePasted(form) {
  const field = form.querySelector("input");
  const wrong = form.querySelector(".field__error");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const ours = addressOf(field.value.trim());
    wrong.hidden = Boolean(ours);
    field.setAttribute("aria-invalid", String(!ours));
    if (ours) location.assign(ours);
    else field.focus();
  });
  form.hidden = false;
}

function ourAddressIn(codes) {
  return codes.map((code) => addressOf(code.rawValue)).find(Boolean);
}

/* The page of a paper on this very site, or nothing: a QR may say anything. */
function addressOf(text) {
  try {
    const address = new URL(text);
    const ours = address.origin === location.origin && /^\/xac-minh\/[\w-]+\/?$/.test(address.pathname);
    return ours ? address.href : "";
  } catch {
    return "";
  }
}
