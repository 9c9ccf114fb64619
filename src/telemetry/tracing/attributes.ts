/**
 * The attributes of the service's spans: ids, codes and numbers alone. OpenTelemetry's names where it has one.
 * https://opentelemetry.io/docs/specs/semconv/http/http-spans/
 */
export const ATTRIBUTE = {
  method: 'http.request.method',
  route: 'http.route',
  /** Of a call to HubSpot. */
  path: 'url.template',
  status: 'http.response.status_code',
  /** As Temporal names a failure, such as `HubSpot.retryLater`; of a call, how it ended. */
  errorType: 'error.type',
  /** As the log has it. */
  requestId: 'at_risk.request_id',
  /** Of an activity: 1 for the first. */
  attempt: 'at_risk.attempt',
  /** Of a change in HubSpot, such as `setClientStatus`. */
  write: 'at_risk.write',
  /** The rules of the SOP that ask for it. */
  rules: 'at_risk.rules',
  /** Why a turn began. */
  cause: 'at_risk.turn.cause',
} as const;
