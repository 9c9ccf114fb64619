import type { CrmPropertyListProps } from '@hubspot/ui-extensions';
import { useCallback, useEffect, useId, useState, type ReactElement } from 'react';
import { setProperty, ticketProperties, type Property } from './crm-api';
import { useExtensionActions, useExtensionContext } from './worker';

/** Stands in for `@hubspot/ui-extensions/crm`: properties of the record, which the person who looks at it can change. */
export function CrmPropertyList({ properties }: CrmPropertyListProps): ReactElement {
  const context = useExtensionContext();
  const { refreshObjectProperties } = useExtensionActions();
  const [shown, setShown] = useState<readonly Property[]>([]);
  const ticketId = 'crm' in context ? String(context.crm.objectId) : '';
  const names = properties.join();
  const load = useCallback(async () => {
    setShown(await ticketProperties(ticketId, names.split(',')));
  }, [ticketId, names]);
  useEffect(() => void load(), [load]);
  const change = async (name: string, value: string): Promise<void> => {
    await setProperty(ticketId, name, value, String(context.user.id));
    await load();
    refreshObjectProperties();
  };
  return (
    <div className="properties">
      {shown.map((property) => (
        <PropertyField
          key={property.name}
          property={property}
          onChange={(value) => void change(property.name, value)}
        />
      ))}
    </div>
  );
}

interface PropertyFieldProps {
  readonly property: Property;
  readonly onChange: (value: string) => void;
}

function PropertyField({ property, onChange }: PropertyFieldProps): ReactElement {
  const id = useId();
  const { label, type, value, options } = property;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {options.length > 0 ? (
        <select
          id={id}
          value={value}
          onChange={({ target }) => {
            onChange(target.value);
          }}
        >
          <option value="">--</option>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      ) : (
        <input
          id={id}
          type={type === 'date' ? 'date' : 'text'}
          defaultValue={value}
          onBlur={({ target }) => {
            if (target.value !== value) onChange(target.value);
          }}
        />
      )}
    </div>
  );
}
