import type { DateInputProps, SearchInputProps, SelectProps, TextAreaProps } from '@hubspot/ui-extensions';
import { useId, type ReactElement, type ReactNode } from 'react';

interface FieldProps {
  readonly id: string;
  readonly label: string | undefined;
  readonly description?: string | undefined;
  readonly children: ReactNode;
}

function Field({ id, label, description, children }: FieldProps): ReactElement {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children}
      {description !== undefined && (
        <div className="microcopy" id={`${id}-description`}>
          {description}
        </div>
      )}
    </div>
  );
}

export function Select({ label, name, value, options, onChange, required }: SelectProps): ReactElement {
  const id = useId();
  return (
    <Field id={id} label={label}>
      <select
        id={id}
        name={name}
        required={required}
        value={options.findIndex((option) => option.value === value)}
        onChange={({ target }) => {
          const chosen = options[Number(target.value)];
          if (chosen !== undefined) onChange?.(chosen.value);
        }}
      >
        {value === undefined && <option value={-1} />}
        {options.map((option, index) => (
          <option key={option.label} value={index}>
            {option.label}
          </option>
        ))}
      </select>
    </Field>
  );
}

export function SearchInput({ label, name, value, placeholder, onChange, onInput }: SearchInputProps): ReactElement {
  const id = useId();
  return (
    <Field id={id} label={label}>
      <input
        id={id}
        type="search"
        name={name}
        value={value}
        placeholder={placeholder}
        onChange={({ target }) => {
          onInput?.(target.value);
          onChange?.(target.value);
        }}
      />
    </Field>
  );
}

export function TextArea({ label, name, value, description, required, onChange }: TextAreaProps): ReactElement {
  const id = useId();
  return (
    <Field id={id} label={label} description={description}>
      <textarea
        id={id}
        name={name}
        rows={3}
        value={value}
        required={required}
        {...(description !== undefined && { 'aria-describedby': `${id}-description` })}
        onChange={({ target }) => onChange?.(target.value)}
      />
    </Field>
  );
}

export function DateInput({ label, name, value, description, required, onChange }: DateInputProps): ReactElement {
  const id = useId();
  return (
    <Field id={id} label={label} description={description}>
      <input
        id={id}
        type="date"
        name={name}
        required={required}
        value={value === undefined ? '' : textOf(value)}
        {...(description !== undefined && { 'aria-describedby': `${id}-description` })}
        onChange={({ target }) => {
          const [year, month, date] = target.value.split('-').map(Number);
          if (year !== undefined && month !== undefined && date !== undefined)
            onChange?.({ year, month: month - 1, date });
        }}
      />
    </Field>
  );
}

/** HubSpot counts months from 0. */
function textOf({ year, month, date }: NonNullable<DateInputProps['value']>): string {
  return new Date(Date.UTC(year, month, date)).toISOString().slice(0, 10);
}
