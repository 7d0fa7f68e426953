import { newId } from './ids';
import type { KeptPhoto } from './types';

const LONGEST_PX = 2048;
const QUALITY = 0.85;
export const MOST_PHOTOS = 5;
export const ACCEPTED = 'image/jpeg,image/png,image/webp,image/heic,image/heif';

/** Make a camera's picture small enough for a slow network; what this browser cannot read goes as it is. */
export async function prepare(file: File): Promise<KeptPhoto> {
  const blob = await shrink(file).catch(() => file);
  const name = blob === file ? file.name : 'photo.jpg';
  return { id: newId(), blob, name };
}

async function shrink(file: File): Promise<Blob> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
  const scale = Math.min(1, LONGEST_PX / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/jpeg', QUALITY)
  );
}
