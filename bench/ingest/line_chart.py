"""A line chart as SVG: x on a logarithmic scale, y from zero."""

import html
import math

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 420, 80, 190, 48, 56
COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"]  # told apart by colour-blind eyes too


def round_step(largest):
    """The step of 1, 2 or 5 times a power of ten that gives four to ten lines below `largest`."""
    power = 10.0 ** math.floor(math.log10(largest))
    return next(step for step in (power / 5, power / 2, power, 2 * power) if largest / step <= 8)


def text(x, y, words, anchor="middle", more=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {more}>{html.escape(words)}</text>'


class Plane:
    """Where values lie on the drawing."""

    def __init__(self, series):
        points = [point for points in series.values() for point in points]
        self.low, self.high = min(x for x, _ in points), max(x for x, _ in points)
        self.step = round_step(max(y for _, y in points))
        self.top = self.step * math.ceil(max(y for _, y in points) / self.step)

    def x(self, value):
        share = 0.5 if self.low == self.high else math.log(value / self.low) / math.log(self.high / self.low)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def y(self, value):
        return HEIGHT - BOTTOM - value / self.top * (HEIGHT - TOP - BOTTOM)


def axes(plane, ticks, title, x_title, y_title):
    yield f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>'
    yield text(LEFT, 24, title, "start", 'font-weight="bold"')
    yield text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14, x_title)
    yield text(LEFT, TOP - 10, y_title, "end")
    for line in range(round(plane.top / plane.step) + 1):
        y = plane.y(line * plane.step)
        yield f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" stroke="#ddd"/>'
        yield text(LEFT - 8, y + 4, f"{line * plane.step:,g}", "end")
    for tick in ticks:
        yield text(plane.x(tick), HEIGHT - BOTTOM + 20, f"{tick:,}")


def lines(plane, series):
    for number, (name, points) in enumerate(series.items()):
        colour = COLOURS[number % len(COLOURS)]
        places = [(plane.x(x), plane.y(y)) for x, y in points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
        for x, y in places:
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>'
        y = TOP + 18 * number
        yield f'<rect x="{WIDTH - RIGHT + 16}" y="{y - 9}" width="12" height="12" fill="{colour}"/>'
        yield text(WIDTH - RIGHT + 34, y + 2, name, "start")


def draw(series, title, x_title, y_title):
    """`series` is name: [(x, y), …], x above 0 and y not below; a line per name."""
    plane = Plane(series)
    ticks = sorted({x for points in series.values() for x, _ in points})
    parts = [*axes(plane, ticks, title, x_title, y_title), *lines(plane, series)]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="13">'
    return "\n".join([head, *parts, "</svg>"]) + "\n"
