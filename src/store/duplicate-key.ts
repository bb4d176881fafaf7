import { MongoServerError } from 'mongodb';

/** True where the write was refused because a unique key is taken. */
export async function isDuplicateKey(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return false;
  } catch (error) {
    if (error instanceof MongoServerError && error.code === 11000) return true;
    throw error;
  }
}
