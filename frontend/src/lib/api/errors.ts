/** A refusal from the server (or none reached: status 0), in words a person can read. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly data: Record<string, unknown> = {}
  ) {
    super(message);
  }

  get offline(): boolean {
    return this.status === 0;
  }

  /** Worth sending again unchanged: no connection, overload, a server fault. */
  get temporary(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }

  /** Messages by field, when the server named fields. */
  get fields(): Record<string, string> {
    const fields = this.data.fields;
    return fields && typeof fields === 'object' ? (fields as Record<string, string>) : {};
  }
}
