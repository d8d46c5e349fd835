"""Explicit wiring: factories as values, with no container and no annotations."""

from wireworks import Attribute, Factory, KwArg, Method


class Photo:
    def __init__(self, size: int) -> None:
        self.size = size


class User:
    nickname = ""

    def __init__(self, name: str, photo: Photo) -> None:
        self.name = name
        self.photo = photo
        self.groups: list[str] = []

    def join(self, group: str) -> None:
        self.groups.append(group)

    def __str__(self) -> str:
        return f"{self.name} ({self.nickname}), photo of {self.photo.size} px, in {self.groups}"


photos = Factory(Photo, size=64)
users = Factory(User, KwArg("photo", photos), Attribute("nickname", "new"), Method("join", "readers"))

print(users("Ada"))
print("a photo each:", users("Ada").photo is not users("Ada").photo)
print(users("Grace", photo=Photo(512)))  # what the call says wins, and `photos` is not called
with photos.override(Factory(Photo, size=8)):
    print(users("Edsger"))

albums = Factory[dict[str, Factory[Photo]]](dict, photos=photos.delegate())  # the factory itself, not a photo
print("the album makes its photos itself:", albums()["photos"]().size)
