import type { StoredFile } from '../model/types';

/** Uploaded files with their content. */
export class FileStore {
  private readonly files = new Map<string, StoredFile>();

  public get(id: string): StoredFile | undefined {
    return this.files.get(id);
  }

  public put(file: StoredFile): void {
    this.files.set(file.id, file);
  }

  public remove(id: string): boolean {
    return this.files.delete(id);
  }

  public clear(): void {
    this.files.clear();
  }

  public snapshot(): readonly StoredFile[] {
    return [...this.files.values()];
  }

  public restore(files: readonly StoredFile[]): void {
    this.clear();
    for (const file of files) this.put(file);
  }
}
