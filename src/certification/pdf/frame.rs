//! The frame: two lines with a hairline in the second colour between them, and the ornament.

use krilla::geom::{Path, PathBuilder, Rect};

/// Width and height of a page.
type Page = (f32, f32);

/// Distance of the outer line from the edge of the paper: office printers reach this far, and a
/// picture frame does not cover it.
const OUTER: f32 = 30.0;
const HAIRLINE: f32 = 35.0;
const INNER: f32 = 38.5;
/// Side of the square that the inner lines leave out at each corner.
const NOTCH: f32 = 13.0;

/// The heavy outer line.
pub(super) fn outer(page: Page) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.push_rect(Rect::from_ltrb(OUTER, OUTER, page.0 - OUTER, page.1 - OUTER)?);
    path.finish()
}

/// The gold hairline, which follows the inner line's corners.
pub(super) fn hairline(page: Page) -> Option<Path> {
    notched(page, HAIRLINE)
}

/// The fine inner line.
pub(super) fn inner(page: Page) -> Option<Path> {
    notched(page, INNER)
}

/// A small gold diamond in each corner.
pub(super) fn corners(page: Page) -> Option<Path> {
    let at = HAIRLINE + NOTCH / 2.0 - 1.5;
    let mut path = PathBuilder::new();
    for x in [at, page.0 - at] {
        for y in [at, page.1 - at] {
            diamond(&mut path, x, y, 3.2);
        }
    }
    path.finish()
}

/// The ornament under the title: a diamond between two hairlines. Returns the diamond, the lines.
pub(super) fn ornament(x: f32, y: f32) -> (Option<Path>, Option<Path>) {
    let (mut jewel, mut lines) = (PathBuilder::new(), PathBuilder::new());
    diamond(&mut jewel, x, y, 3.5);
    for side in [-1.0, 1.0] {
        lines.move_to(x + side * 10.0, y);
        lines.line_to(x + side * 88.0, y);
    }
    (jewel.finish(), lines.finish())
}

fn diamond(path: &mut PathBuilder, x: f32, y: f32, reach: f32) {
    path.move_to(x - reach, y);
    path.line_to(x, y - reach);
    path.line_to(x + reach, y);
    path.line_to(x, y + reach);
    path.close();
}

/// A rectangle whose corners step inwards.
fn notched(page: Page, inset: f32) -> Option<Path> {
    let (left, top, right, bottom) = (inset, inset, page.0 - inset, page.1 - inset);
    let mut path = PathBuilder::new();
    path.move_to(left + NOTCH, top);
    for (x, y) in [
        (right - NOTCH, top),
        (right - NOTCH, top + NOTCH),
        (right, top + NOTCH),
        (right, bottom - NOTCH),
        (right - NOTCH, bottom - NOTCH),
        (right - NOTCH, bottom),
        (left + NOTCH, bottom),
        (left + NOTCH, bottom - NOTCH),
        (left, bottom - NOTCH),
        (left, top + NOTCH),
        (left + NOTCH, top + NOTCH),
    ] {
        path.line_to(x, y);
    }
    path.close();
    path.finish()
}
