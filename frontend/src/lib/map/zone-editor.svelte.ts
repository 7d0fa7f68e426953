/** State of the zone editor: the draft, what is being dragged, and a shape taken from a file or an area. */

import { boundsOf, hectares, positionsOf, type Bounds, type Position, type Ring } from './geometry';
import * as zone from './zone-draft';

type Shape = GeoJSON.Polygon | GeoJSON.MultiPolygon;

export class ZoneEditorState {
  draft = $state.raw<zone.ZoneDraft>(zone.EMPTY);
  /** Corners while a finger moves one; null otherwise. */
  private transient = $state.raw<{ corners: Ring; inserted: boolean } | null>(null);
  /** A whole shape that is kept as it came: from a file, from an area, or with holes. */
  whole = $state.raw<Shape | null>(null);
  chosen = $state<number | null>(null);

  readonly corners = $derived(this.transient?.corners ?? this.draft.corners);
  readonly fault = $derived(zone.faultOf({ ...this.draft, corners: this.corners }));
  readonly canUndo = $derived(this.draft.past.length > 0);
  readonly canRedo = $derived(this.draft.future.length > 0);
  readonly hectares = $derived(
    this.whole
      ? hectares(this.whole)
      : zone.draftHectares({ ...this.draft, corners: this.corners })
  );
  /** What would be saved; null while it is not a zone. */
  readonly shape = $derived<Shape | null>(this.whole ?? zone.polygonOf(this.draft));

  /** Take an existing shape: corner by corner where it is one simple ring, else as a whole. */
  load(shape: Shape | null): void {
    this.chosen = null;
    this.transient = null;
    const draft = shape ? zone.draftFrom(shape) : zone.EMPTY;
    this.whole = draft ? null : shape;
    this.draft = draft ?? zone.EMPTY;
  }

  bounds(): Bounds | null {
    return this.whole ? boundsOf(positionsOf(this.whole)) : boundsOf(this.corners);
  }

  add(at: Position, after?: number): void {
    if (this.whole) return;
    this.draft = zone.addCorner(this.draft, at, after);
    this.chosen = after === undefined ? this.draft.corners.length - 1 : after + 1;
  }

  /** A drag from the middle of an edge begins: a new corner, not yet kept. */
  insert(after: number, at: Position): void {
    this.transient = { corners: this.draft.corners.toSpliced(after + 1, 0, at), inserted: true };
    this.chosen = after + 1;
  }

  drag(index: number, to: Position): void {
    const { corners, inserted } = this.transient ?? { corners: this.draft.corners, inserted: false };
    this.transient = { corners: corners.with(index, to), inserted };
    this.chosen = index;
  }

  drop(index: number, to: Position): void {
    const inserted = this.transient?.inserted ?? false;
    this.transient = null;
    this.draft = inserted
      ? zone.addCorner(this.draft, to, index - 1)
      : zone.moveCorner(this.draft, index, to);
  }

  move(index: number, to: Position): void {
    this.draft = zone.moveCorner(this.draft, index, to);
    this.chosen = index;
  }

  remove(index: number): void {
    this.draft = zone.removeCorner(this.draft, index);
    this.chosen = null;
  }

  clear(): void {
    this.whole = null;
    this.draft = zone.clear(this.draft);
    this.chosen = null;
  }

  undo(): void {
    this.draft = zone.undo(this.draft);
    this.chosen = null;
  }

  redo(): void {
    this.draft = zone.redo(this.draft);
    this.chosen = null;
  }
}
