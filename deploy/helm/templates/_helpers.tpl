{{- define "at-risk.name" -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{- define "at-risk.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{/* What a part is known by: (dict "root" $ "part" "worker") */}}
{{- define "at-risk.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .part }}
{{- end -}}

{{- define "at-risk.image" -}}
{{- with .Values.image -}}
{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}{{ if .digest }}@{{ .digest }}{{ end }}
{{- end -}}
{{- end -}}

{{/* Where pods run, and as whom. */}}
{{- define "at-risk.pod" -}}
serviceAccountName: {{ .Values.serviceAccountName }}
automountServiceAccountToken: false
enableServiceLinks: false
# The image wants an init process that reaps children: the sandbox's own.
shareProcessNamespace: true
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  fsGroup: 1000
  seccompProfile: { type: RuntimeDefault }
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* Over machines where there are several. */}}
{{- define "at-risk.spread" -}}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "at-risk.selector" . | nindent 8 }}
{{- end -}}

{{- define "at-risk.container" -}}
image: {{ include "at-risk.image" . }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
{{- end -}}

{{- define "at-risk.env" -}}
- { name: TEMPORAL_ADDRESS, value: {{ .Values.temporal.address | quote }} }
- { name: TEMPORAL_NAMESPACE, value: {{ .Values.temporal.namespace | quote }} }
{{- with .Values.temporal }}
{{- if .apiKey }}
- { name: TEMPORAL_API_KEY_FILE, value: /run/secrets/temporal/api_key }
{{- end }}
{{- if .payloadKeys }}
- { name: AT_RISK_PAYLOAD_KEYS_FILE, value: /run/secrets/temporal/payload_keys }
{{- end }}
{{- if .tls.enabled }}
- { name: TEMPORAL_TLS, value: 'true' }
{{- if .tls.clientCertificate }}
- { name: TEMPORAL_TLS_CLIENT_CERT_PATH, value: /run/secrets/temporal/client.pem }
- { name: TEMPORAL_TLS_CLIENT_KEY_PATH, value: /run/secrets/temporal/client.key }
{{- end }}
{{- if .tls.ca }}
- { name: TEMPORAL_TLS_SERVER_CA_CERT_PATH, value: /run/secrets/temporal/ca.pem }
{{- end }}
{{- with .tls.serverName }}
- { name: TEMPORAL_TLS_SERVER_NAME, value: {{ . | quote }} }
{{- end }}
{{- end }}
{{- end }}
- { name: HUBSPOT_PORTAL_ID, value: {{ .Values.hubspot.portalId | quote }} }
- { name: HUBSPOT_APP_ID, value: {{ .Values.hubspot.appId | quote }} }
- { name: AT_RISK_TASK_QUEUE, value: {{ .Values.taskQueue | quote }} }
- { name: LOG_LEVEL, value: {{ .Values.logLevel | quote }} }
{{- end -}}

{{- define "at-risk.portalEnv" -}}
{{- if .Values.portalConfig }}
- { name: AT_RISK_PORTAL_CONFIG, value: /etc/at-risk/portal.yaml }
{{- end }}
{{- end -}}

{{- define "at-risk.tracesEnv" -}}
{{- with .Values.traces.endpoint }}
- { name: OTEL_EXPORTER_OTLP_ENDPOINT, value: {{ . | quote }} }
{{- end }}
{{- end -}}

{{/* (dict "root" $ "key" "access_token") or without a key; "portal" says whether the part reads the portal file. */}}
{{- define "at-risk.mounts" -}}
- { name: tmp, mountPath: /tmp }
{{- if .key }}
- { name: hubspot, mountPath: /run/secrets/hubspot, readOnly: true }
{{- end }}
{{- if .root.Values.temporal.secretName }}
- { name: temporal, mountPath: /run/secrets/temporal, readOnly: true }
{{- end }}
{{- if and .portal .root.Values.portalConfig }}
- { name: portal, mountPath: /etc/at-risk, readOnly: true }
{{- end }}
{{- end -}}

{{- define "at-risk.volumes" -}}
- name: tmp
  emptyDir: { sizeLimit: 64Mi }
{{- if .key }}
- name: hubspot
  secret:
    secretName: {{ .root.Values.hubspot.secretName }}
    defaultMode: 0440
    # The other secret is none of this part's business.
    items: [{ key: {{ .key }}, path: {{ .key }} }]
{{- end }}
{{- with .root.Values.temporal.secretName }}
- name: temporal
  secret: { secretName: {{ . }}, defaultMode: 0440 }
{{- end }}
{{- if and .portal .root.Values.portalConfig }}
- name: portal
  configMap: { name: {{ include "at-risk.name" .root }}-portal }
{{- end }}
{{- end -}}
