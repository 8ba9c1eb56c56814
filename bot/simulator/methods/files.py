"""Sending and fetching files."""

from typing import Any

from bot.limits import MAX_DOWNLOAD
from bot.simulator.entities import format_caption
from bot.simulator.errors import BadRequestError
from bot.simulator.files import StoredFile, Upload, image_size
from bot.simulator.methods.messages import post
from bot.simulator.methods.reach import writable_chat
from bot.simulator.parameters import Params
from bot.simulator.people import Message
from bot.simulator.world import World

MAX_PHOTO = 10 * 1024 * 1024
MAX_SIDES = 10_000


def send_document(world: World, params: Params) -> Message:
    """Send a file."""
    chat = writable_chat(world, params)
    caption = _caption(world, params)
    stored = _store(world, params["document"], "documents")
    looks = {"file_name": stored.name, "mime_type": stored.content_type}
    return post(world, chat, params, {"document": {**stored.as_json(), **looks}, **caption})


def send_photo(world: World, params: Params) -> Message:
    """Send a PNG or JPEG as a photo."""
    chat = writable_chat(world, params)
    caption = _caption(world, params)
    upload = params["photo"]
    if isinstance(upload, Upload):
        _check_photo(upload)
    stored = _store(world, upload, "photos")
    size = image_size(stored.data)
    if size is None:
        raise BadRequestError("can't use file of type Document as Photo")
    photo = {**stored.as_json(), "width": size[0], "height": size[1]}
    return post(world, chat, params, {"photo": [photo], **caption})


def get_file(world: World, params: Params) -> dict[str, Any]:
    """Prepare a file for download."""
    stored = world.files.by_id.get(params["file_id"])
    if stored is None:
        raise BadRequestError("wrong file_id or the file is temporarily unavailable")
    if len(stored.data) > MAX_DOWNLOAD:
        raise BadRequestError("file is too big")
    return {**stored.as_json(), "file_path": stored.path}


def _caption(world: World, params: Params) -> dict[str, Any]:
    text, given = params.get("caption", ""), params.get("caption_entities")
    return format_caption(text, given, world.people).as_json("caption")


def _store(world: World, file: Upload | str, folder: str) -> StoredFile:
    """Keep an upload, or find the file that an id names."""
    if isinstance(file, str):
        if file not in world.files.by_id:
            raise BadRequestError("wrong file identifier/HTTP URL specified")
        return world.files.by_id[file]
    if not file.data:
        raise BadRequestError("file must be non-empty")
    return world.files.add(file, folder)


def _check_photo(upload: Upload) -> None:
    size = len(upload.data)
    if size > MAX_PHOTO:
        raise BadRequestError(f'file "{upload.name}" of size {size} bytes is too big for a photo')
    sides = image_size(upload.data)
    if sides is None:
        raise BadRequestError("IMAGE_PROCESS_FAILED")
    if sum(sides) > MAX_SIDES or max(sides) > 20 * min(sides):
        raise BadRequestError("PHOTO_INVALID_DIMENSIONS")
