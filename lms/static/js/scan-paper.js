/**
 * Reading the QR of a paper with the camera, where the browser can (BarcodeDetector). Without it
 * the part stays hidden: the phone's own camera, the typed code and a photo remain.
 * Markup: [data-scan] with a <video>, [data-scan-said], [data-scan-start], [data-scan-stop].
 */
const part = document.querySelector("[data-scan]");
if (part && "BarcodeDetector" in window && navigator.mediaDevices?.getUserMedia) offer(part);

async function offer(part) {
  const formats = await window.BarcodeDetector.getSupportedFormats().catch(() => []);
  if (!formats.includes("qr_code")) return;
  const [start, stop] = ["start", "stop"].map((name) => part.querySelector(`[data-scan-${name}]`));
  const said = part.querySelector("[data-scan-said]");
  const video = part.querySelector("video");
  const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
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
    const ours = found.map((code) => addressOf(code.rawValue)).find(Boolean);
    if (ours) {
      end("Đã đọc mã, đang mở trang kiểm tra…");
      location.assign(ours);
      return;
    }
    if (found.length) said.textContent = "Mã này không phải mã trên giấy của chương trình.";
    setTimeout(look, 200);
  }

  start.addEventListener("click", async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      end("Không mở được máy ảnh. Hãy cho phép trang này dùng máy ảnh, hoặc nhập mã in trên giấy.");
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
