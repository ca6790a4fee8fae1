// Makes a photo small before it is sent.

// Pixels of the longer side: the shop looks at no more.
const MAX_SIDE = 1600;
const QUALITY = 0.85;
// Bytes. Smaller files are sent as they are.
const SMALL = 400_000;

export const ACCEPTED = "image/jpeg,image/png,image/webp,image/gif,image/avif,image/heic,image/heif,.heic,.heif";

// Systems do not know the type of some photos, for instance HEIC: those are sent without one.
export function isPhoto(file) {
  return !file.type || file.type.startsWith("image/");
}

// Returns the file itself where the browser cannot read it. The shop reads more kinds.
export async function shrunk(file) {
  if (file.size <= SMALL) return file;
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return file;
  const scale = Math.min(1, MAX_SIDE / Math.max(picture.width, picture.height));
  const canvas = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
}

// The first photo of what was dropped or pasted.
export function photoOf(transfer) {
  return [...(transfer?.files ?? [])].find(isPhoto) ?? null;
}
