// A photo of a phone is larger than anybody looks at: made smaller before it travels, which also leaves out where it was taken.
const bytesFrom = 900_000;
const edgeMax = 2400;
const quality = 0.85;

/** Longer edge at most `edgeMax`, never enlarged. */
export function fittingSize(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, edgeMax / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

const isPhoto = ({ type, size }: File): boolean => size > bytesFrom && /^image\/(?:jpeg|png|webp|heic|heif)$/.test(type);

/** The file itself where it is no large photo, where this browser cannot read it, or where nothing is gained. */
export async function shrinkPhoto(file: File): Promise<File> {
  if (!isPhoto(file)) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const { width, height } = fittingSize(picture.width, picture.height);
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    canvas.getContext('2d')?.drawImage(picture, 0, 0, width, height);
    picture.close();
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], `${file.name.replace(/\.[^.]*$/, '')}.jpg`, { type: 'image/jpeg', lastModified: file.lastModified });
  } catch {
    return file;
  }
}
