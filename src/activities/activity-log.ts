/** Where activities write. Temporal's activity logger and most others fit. Nothing that is written holds a secret. */
export interface ActivityLog {
  info(message: string, attributes?: Record<string, unknown>): void;
}
