"""The room, the light and the picture: vtk, off-screen."""

from __future__ import annotations

import numpy as np
import vtkmodules.vtkRenderingOpenGL2  # noqa: F401  (registers the back end)
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter
from vtkmodules.util.numpy_support import numpy_to_vtk, numpy_to_vtkIdTypeArray, vtk_to_numpy
from vtkmodules.vtkCommonCore import vtkPoints
from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkImageData, vtkPolyData
from vtkmodules.vtkRenderingCore import (
    vtkActor,
    vtkLight,
    vtkPolyDataMapper,
    vtkRenderer,
    vtkRenderWindow,
    vtkTexture,
    vtkWindowToImageFilter,
)

from samples.renderer.body import skin
from samples.renderer.camera import Camera
from samples.renderer.clothes import Layer
from samples.renderer.geometry import UP, Array, about
from samples.renderer.mesh import Faces, incidence, vertex_normals
from samples.renderer.room import Room
from samples.renderer.skeleton import Skeleton
from samples.renderer.textures import FLOORS, WALLS, Color, cloth, plaster

Picture = NDArray[np.uint8]
SHADOW_M, SHADOW_PX = 2.6, 200


def _texture(picture: Picture) -> vtkTexture:
    """Return a repeating vtk texture of a picture (H, W, 3 or 4)."""
    image = vtkImageData()
    image.SetDimensions(picture.shape[1], picture.shape[0], 1)
    flat = np.ascontiguousarray(picture.reshape(-1, picture.shape[2]))
    image.GetPointData().SetScalars(numpy_to_vtk(flat, deep=True))
    texture = vtkTexture()
    texture.SetInputData(image)
    texture.InterpolateOn()
    texture.MipmapOn()
    texture.RepeatOn()
    return texture


def _mesh(points: Array, faces: Faces, uv: Array | None = None) -> vtkPolyData:
    """Return vtk poly data of points (N, 3), triangles (F, 3) and texture places (N, 2)."""
    data, cells, places = vtkPolyData(), vtkCellArray(), vtkPoints()
    places.SetData(numpy_to_vtk(np.ascontiguousarray(points, dtype=np.float32), deep=True))
    cells.SetData(3, numpy_to_vtkIdTypeArray(np.ascontiguousarray(faces, dtype=np.int64).ravel(), deep=True))
    data.SetPoints(places)
    data.SetPolys(cells)
    if uv is not None:
        data.GetPointData().SetTCoords(numpy_to_vtk(np.ascontiguousarray(uv, dtype=np.float32), deep=True))
    return data


def _actor(data: vtkPolyData, gloss: float = 0.05) -> vtkActor:
    """Return an actor with soft, mostly matt shading."""
    mapper, actor = vtkPolyDataMapper(), vtkActor()
    mapper.SetInputData(data)
    actor.SetMapper(mapper)
    look = actor.GetProperty()
    look.SetInterpolationToPhong()
    look.SetAmbient(0.28)
    look.SetDiffuse(0.78)
    look.SetSpecular(gloss)
    look.SetSpecularPower(18.0)
    return actor


def _bumps(rest: Array, seed: int, waves: int = 24) -> Array:
    """Return how creases tip the normals of cloth (N, 3): a sum of waves of 3 to 15 cm, random ways, unit spread."""
    rng = np.random.default_rng(seed)
    way = rng.normal(size=(waves, 3)) * np.array([0.7, 0.7, 1.0])
    way *= (2 * np.pi / rng.uniform(0.03, 0.15, waves) / np.linalg.norm(way, axis=1))[:, None]
    tips = rng.normal(size=(waves, 3))
    return np.asarray(np.sin(rest @ way.T + rng.uniform(0, 2 * np.pi, waves)) @ tips / np.sqrt(waves / 2.0))


class _Moving:
    """A clothing layer that is re-skinned every frame."""

    def __init__(self, layer: Layer, seed: int) -> None:
        self.layer = layer
        self.gather = incidence(layer.faces, len(layer.rest))
        self.data = _mesh(layer.rest, layer.faces, layer.uv * 2.0)
        colors = (np.clip(layer.colors, 0, 1) * 255).astype(np.uint8)
        self.data.GetPointData().SetScalars(numpy_to_vtk(colors, deep=True))
        self.actor = _actor(self.data, layer.gloss)
        if layer.name in ("top", "bottom"):
            self.actor.SetTexture(_texture(cloth(layer.pattern, seed)))
        self.creases = layer.creases * _bumps(layer.rest, seed)

    def move(self, skeleton: Skeleton) -> Array:
        points = skin(
            self.layer.rest,
            self.layer.weights,
            skeleton.body.heads,
            skeleton.rotations,
            skeleton.positions,
        )
        normals = vertex_normals(points, self.layer.faces, self.gather)
        if self.layer.creases:
            normals = normals + self.creases
            normals = normals / np.linalg.norm(normals, axis=1, keepdims=True)
        self.data.GetPoints().SetData(numpy_to_vtk(points.astype(np.float32), deep=True))
        self.data.GetPointData().SetNormals(numpy_to_vtk(normals.astype(np.float32), deep=True))
        self.data.Modified()
        return points


class Scene:
    """A dressed person in a room before a camera; `render` returns pictures.

    Parameters
    ----------
    layers : list of Layer
        From `clothes.dress`.
    room : Room
    camera : Camera
    """

    def __init__(self, layers: list[Layer], room: Room, camera: Camera) -> None:
        self.room, self.camera = room, camera
        self.renderer, self.window = vtkRenderer(), vtkRenderWindow()
        self.window.SetOffScreenRendering(1)
        self.window.SetMultiSamples(4)
        self.window.SetSize(*camera.size)
        self.window.AddRenderer(self.renderer)
        self.layers = [_Moving(layer, room.seed) for layer in layers]
        for moving in self.layers:
            self.renderer.AddActor(moving.actor)
        self._build_room()
        self._shadow()
        self._lights()
        self.aim(camera)
        self.grab = vtkWindowToImageFilter()
        self.grab.SetInput(self.window)
        self.grab.ReadFrontBufferOff()
        self.grab.ShouldRerenderOff()

    def render(self, skeleton: Skeleton) -> Picture:
        """Return the picture (H, W, 3) uint8, red-green-blue, of a posed person."""
        self._cast([moving.move(skeleton) for moving in self.layers])
        return self._shot()

    def hurry(self) -> None:
        """Draw edges less finely, and the room once for all: the camera must not move from here on."""
        self.window.SetMultiSamples(0)
        self.renderer.UseFXAAOn()
        moving = [*(layer.actor for layer in self.layers), self.sheet]
        for actor in moving:
            actor.VisibilityOff()
        empty = _texture(self._shot()[::-1])
        empty.InterpolateOff()
        empty.MipmapOff()
        for actor in list(self.renderer.GetActors()):
            actor.SetVisibility(actor in moving)
        self.renderer.SetBackgroundTexture(empty)
        self.renderer.TexturedBackgroundOn()

    def _shot(self) -> Picture:
        """Return the picture (H, W, 3) of what is in the scene."""
        self.window.Render()
        self.grab.Modified()
        self.grab.Update()
        image = self.grab.GetOutput()
        width, height, _ = image.GetDimensions()
        pixels = vtk_to_numpy(image.GetPointData().GetScalars()).reshape(height, width, -1)
        return np.ascontiguousarray(pixels[::-1, :, :3])

    def _quad(self, corner: Array, along: Array, up: Array, picture: Picture, tile_m: float) -> vtkActor:
        """Add a flat textured rectangle to the room."""
        points = np.stack([corner, corner + along, corner + along + up, corner + up])
        points = points @ about(UP, self.room.turn_deg).T
        wide, high = np.linalg.norm(along) / tile_m, np.linalg.norm(up) / tile_m
        uv = np.array([[0.0, 0.0], [wide, 0.0], [wide, high], [0.0, high]])
        actor = _actor(_mesh(points, np.array([[0, 1, 2], [0, 2, 3]]), uv), 0.0)
        actor.SetTexture(_texture(picture))
        self.renderer.AddActor(actor)
        return actor

    def _build_room(self) -> None:
        """Add floor, ceiling, three walls, skirting boards, furniture, and a door with its frame."""
        room, half, tall = self.room, self.room.half_m, 2.6
        back, front = room.wall_m, room.wall_m - 7.0
        x, y, z = np.eye(3)
        floor = FLOORS[room.floor](room.floor_color, room.seed)
        wall = WALLS[room.wall](room.wall_color, room.seed + 1)
        self._quad(np.array([-half, front, 0]), 2 * half * x, (back - front) * y, floor, 1.0)
        white = plaster((240, 240, 238), 2)
        ceiling = self._quad(np.array([-half, front, tall]), 2 * half * x, (back - front) * y, white, 2.0)
        ceiling.GetProperty().SetAmbient(0.85)
        self._quad(np.array([-half, back, 0]), 2 * half * x, tall * z, wall, 2.0)
        shade: Color = tuple(int(0.9 * c) for c in room.wall_color)  # type: ignore[assignment]
        side = WALLS[room.wall](shade, room.seed + 2)
        for place in (-half, half):
            self._quad(np.array([place, front, 0]), (back - front) * y, tall * z, side, 2.0)
        trim = plaster(room.door_color, 3)
        edge = plaster(tuple(int(0.8 * c) for c in room.door_color), 3)  # type: ignore[arg-type]
        self._quad(np.array([-half, back - 0.012, 0]), 2 * half * x, 0.09 * z, trim, 1.0)
        self._quad(np.array([-half, back - 0.013, 0.085]), 2 * half * x, 0.008 * z, edge, 1.0)
        for sheet in room.furniture:
            self._quad(sheet.corner, sheet.along, sheet.up, plaster(sheet.color, 5), 1.0)
        if not room.door:
            return
        left = room.door_x_m - 0.45
        self._quad(np.array([left - 0.08, back - 0.014, 0]), 1.06 * x, 2.11 * z, trim, 1.0)
        self._quad(np.array([left - 0.01, back - 0.015, 0]), 0.92 * x, 2.04 * z, edge, 1.0)
        self._quad(np.array([left, back - 0.016, 0.008]), 0.90 * x, 2.02 * z, trim, 1.0)
        self._quad(np.array([left + 0.12, back - 0.017, 0.25]), 0.66 * x, 0.01 * z, edge, 1.0)
        self._quad(np.array([left + 0.06, back - 0.03, 1.02]), 0.11 * x, 0.025 * z, plaster((120, 120, 122), 4), 1.0)

    def _shadow(self) -> None:
        """Add the sheet on the floor that carries the person's soft shadow."""
        half = SHADOW_M / 2.0
        points = np.array([[-half, -half], [half, -half], [half, half], [-half, half]])
        points = np.column_stack([points, np.full(4, 0.003)])
        data = _mesh(points, np.array([[0, 1, 2], [0, 2, 3]]), np.array([[0.0, 0], [1, 0], [1, 1], [0, 1]]))
        self.sheet = _actor(data, 0.0)
        self.sheet.GetProperty().LightingOff()
        self.dark = _texture(np.zeros((SHADOW_PX, SHADOW_PX, 4), dtype=np.uint8))
        self.dark.MipmapOff()
        self.dark.RepeatOff()
        self.sheet.SetTexture(self.dark)
        self.sheet.ForceTranslucentOn()
        self.renderer.AddActor(self.sheet)

    def _cast(self, layers: list[Array]) -> None:
        """Draw the shadow: every vertex dropped along the light, blurred more the higher it was.

        The sheet goes with whoever leaves the middle of the room, a metre at a time.
        """
        points = np.concatenate(layers)
        middle = np.round(points.mean(axis=0)) * np.array([1.0, 1.0, 0.0])
        self.sheet.SetPosition(*middle)
        points = points - middle
        turn = np.deg2rad(self.room.light_deg + self.room.turn_deg)
        slant = 0.35 * np.array([-np.sin(turn), np.cos(turn)])
        alpha = np.zeros((SHADOW_PX, SHADOW_PX))
        for low, high, blur, depth in (
            (-0.1, 0.12, 2.0, 0.5),
            (0.12, 0.6, 6.0, 0.30),
            (0.6, 2.2, 12.0, 0.28),
        ):
            part = points[(points[:, 2] >= low) & (points[:, 2] < high)]
            spot = part[:, :2] + part[:, 2:] * slant
            cells = np.floor((spot / SHADOW_M + 0.5) * SHADOW_PX).astype(int)
            cells = cells[((cells >= 0) & (cells < SHADOW_PX)).all(axis=1)]
            hit = np.zeros((SHADOW_PX, SHADOW_PX))
            hit[cells[:, 1], cells[:, 0]] = 1.0
            hit = np.minimum(gaussian_filter(hit, 1.5) * 3.0, 1.0)
            alpha = alpha + depth * (1.0 - alpha) * gaussian_filter(hit, blur)
        sheet = np.zeros((SHADOW_PX, SHADOW_PX, 4), dtype=np.uint8)
        sheet[..., 3] = (np.clip(alpha, 0, 1) * 255).astype(np.uint8)
        image = self.dark.GetInput()
        image.GetPointData().SetScalars(numpy_to_vtk(sheet.reshape(-1, 4), deep=True))
        image.Modified()
        self.dark.Modified()

    def _lights(self) -> None:
        """Add a key light, a fill light and light from above."""
        turn = about(UP, self.camera.yaw_deg)
        key = np.deg2rad(self.room.light_deg)
        for way, power, color in (
            ((np.sin(key) * 2.0, -np.cos(key) * 2.0, 2.2), 0.62, (1.0, 0.97, 0.92)),
            ((-1.8, -2.0, 1.2), 0.30, (0.92, 0.96, 1.0)),
            ((0.2, 0.3, 3.0), 0.28, (1.0, 1.0, 1.0)),
        ):
            light = vtkLight()
            light.SetLightTypeToSceneLight()
            light.SetPositional(False)
            light.SetFocalPoint(0.0, 0.0, 0.0)
            light.SetPosition(*(turn @ np.array(way)))
            light.SetIntensity(power * self.room.brightness)
            light.SetColor(*color)
            self.renderer.AddLight(light)

    def aim(self, camera: Camera) -> None:
        """Look through a camera: give vtk the same pinhole as `Camera.project`. The lights stay where they are."""
        shown = self.renderer.GetActiveCamera()
        _, up, forward = camera.axes
        shown.SetPosition(*camera.position)
        shown.SetFocalPoint(*(camera.position + forward))
        shown.SetViewUp(*up)
        shown.SetViewAngle(camera.vfov_deg)
        shown.SetClippingRange(0.3, 15.0)

    def zoom(self, camera: Camera, middle: Array, half_px: float) -> None:
        """Look through a camera at a square of its picture: its ``middle`` (2,) and half its side, pixels."""
        self.aim(camera)
        shown = self.renderer.GetActiveCamera()
        shown.SetViewAngle(float(np.degrees(2.0 * np.arctan(half_px / camera.focal_px))))
        off = (middle - np.array(camera.size) / 2.0) / half_px
        shown.SetWindowCenter(float(off[0]), float(-off[1]))
