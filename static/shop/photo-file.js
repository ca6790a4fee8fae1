// Files as photos: which of them are, and small enough to be sent quickly.

// As catalog/pictures/formats.py recognises them. Some systems name no type, above all for HEIC.
const SIGNATURES = [[0, "\xff\xd8\xff"], [0, "\x89PNG"], [0, "GIF8"], [8, "WEBP"]];
const BRANDS = /^(hei[cxms]|hev[cxms]|mif1|avi[fs])$/;
// The shop keeps no more pixels of a shopper's photo than this.
const MAX_SIDE = 1024;
// Below this, sending takes less time than shrinking.
const SMALL = 300 * 1024;
// A phone may need long to decode a photo of 100 megapixels. Then it is sent as it is.
const PATIENCE = 2000;

export async function isPhoto(file) {
  const head = new Uint8Array(await file.slice(0, 64).arrayBuffer());
  const text = String.fromCharCode(...head);
  if (SIGNATURES.some(([at, bytes]) => text.startsWith(bytes, at))) return true;
  if (text.slice(4, 8) === "ftyp") return text.slice(8).match(/.{4}/gs).some((brand) => BRANDS.test(brand));
  return false;
}

// Only what this browser can decode gets smaller: HEIC stays as it is outside Safari.
export async function shrunk(file) {
  if (file.size <= SMALL || !window.OffscreenCanvas) return file;
  const waited = new Promise((resolve) => { setTimeout(resolve, PATIENCE, file); });
  return Promise.race([redrawn(file).catch(() => file), waited]);
}

async function redrawn(file) {
  // Upright: the orientation is applied, and not kept.
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, MAX_SIDE / Math.max(picture.width, picture.height));
  const canvas = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale));
  const context = canvas.getContext("2d");
  // As the shop does: what is transparent is white.
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const smaller = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
  return smaller.size < file.size ? smaller : file;
}
