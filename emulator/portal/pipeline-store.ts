import type { Pipeline, Stage } from '../model/types';

const MADE_AT = '2024-01-02T09:00:00.000Z';
const TICKETS = '0-5';

export type PipelineSnapshot = Readonly<Record<string, readonly Pipeline[]>>;

function stage(id: string, label: string, displayOrder: number, closed: boolean): Stage {
  const metadata = { isClosed: String(closed), ticketState: closed ? 'CLOSED' : 'OPEN' };
  return { id, label, displayOrder, metadata, createdAt: MADE_AT, updatedAt: MADE_AT };
}

const DEFAULT_PIPELINES: PipelineSnapshot = {
  [TICKETS]: [
    {
      id: '800100',
      label: 'At-Risk',
      displayOrder: 0,
      stages: [stage('800101', 'Open', 0, false), stage('800102', 'Closed', 1, true)],
      createdAt: MADE_AT,
      updatedAt: MADE_AT,
    },
    {
      id: '800200',
      label: 'PrimeSupport',
      displayOrder: 1,
      stages: [stage('800201', 'New', 0, false), stage('800202', 'Closed', 1, true)],
      createdAt: MADE_AT,
      updatedAt: MADE_AT,
    },
  ],
};

/** Pipelines and their stages, by object type. Only tickets start with any. */
export class PipelineStore {
  private byType: Record<string, readonly Pipeline[]> = { ...DEFAULT_PIPELINES };

  public list(typeId: string): readonly Pipeline[] {
    return [...(this.byType[typeId] ?? [])].sort((a, b) => a.displayOrder - b.displayOrder);
  }

  public get(typeId: string, id: string): Pipeline | undefined {
    return this.byType[typeId]?.find((pipeline) => pipeline.id === id);
  }

  /** Adds a pipeline, or puts a changed one in the place of the old. */
  public put(typeId: string, pipeline: Pipeline): void {
    const others = (this.byType[typeId] ?? []).filter((other) => other.id !== pipeline.id);
    this.byType = { ...this.byType, [typeId]: [...others, pipeline] };
  }

  public remove(typeId: string, id: string): void {
    this.byType = { ...this.byType, [typeId]: (this.byType[typeId] ?? []).filter((pipeline) => pipeline.id !== id) };
  }

  public isClosed(typeId: string, pipelineId: string | undefined, stageId: string | undefined): boolean {
    const found = this.list(typeId)
      .filter((pipeline) => pipeline.id === pipelineId)
      .flatMap((pipeline) => pipeline.stages)
      .find((candidate) => candidate.id === stageId);
    return found?.metadata['ticketState'] === 'CLOSED' || found?.metadata['isClosed'] === 'true';
  }

  public reset(): void {
    this.byType = { ...DEFAULT_PIPELINES };
  }

  public snapshot(): PipelineSnapshot {
    return this.byType;
  }

  public restore(snapshot: PipelineSnapshot): void {
    this.byType = { ...snapshot };
  }
}
