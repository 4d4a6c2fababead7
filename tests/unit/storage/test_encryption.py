import pytest

from screening.storage.encryption import Cipher, seal, unseal
from screening.storage.keys import MasterKey
from screening.submissions.errors import StorageError

KEY, OTHER = MasterKey(bytes(range(32))), MasterKey(bytes(32))


def test_what_is_sealed_opens_with_the_same_key_and_place() -> None:
    sealed = seal(KEY.secret, b"hello", "s1", "q", "answers")
    assert unseal(KEY.secret, sealed, "s1", "q", "answers") == b"hello"
    assert b"hello" not in sealed
    assert seal(KEY.secret, b"hello", "s1", "q", "answers") != sealed


@pytest.mark.parametrize(
    "place",
    [("s2", "q", "answers"), ("s1", "p", "answers"), ("s1", "q", "contact"), ("s1q", "", "answers"), ()],
)
def test_it_opens_in_no_other_place(place: tuple[str, ...]) -> None:
    # Red when the associated data is left out of seal and unseal, or its parts are merely joined.
    sealed = seal(KEY.secret, b"hello", "s1", "q", "answers")
    with pytest.raises(StorageError):
        unseal(KEY.secret, sealed, *place)


def test_any_flipped_bit_is_found() -> None:
    sealed = seal(KEY.secret, b"hello", "s1")
    for position in range(len(sealed)):
        for bit in range(8):
            changed = bytearray(sealed)
            changed[position] ^= 1 << bit
            with pytest.raises(StorageError):
                unseal(KEY.secret, bytes(changed), "s1")


@pytest.mark.parametrize("length", range(30))
def test_any_cut_is_found(length: int) -> None:
    with pytest.raises(StorageError):
        unseal(KEY.secret, seal(KEY.secret, b"hello", "s1")[:length], "s1")


def test_each_data_key_is_its_own_and_bound_to_its_place() -> None:
    cipher = Cipher(KEY)
    key, wrapped = cipher.new_key("submission", "s1", "q")
    assert cipher.unwrap(wrapped, "submission", "s1", "q") == key
    assert cipher.new_key("submission", "s1", "q")[0] != key
    for other, place in [(cipher, "s2"), (Cipher(OTHER), "s1")]:
        with pytest.raises(StorageError):
            other.unwrap(wrapped, "submission", place, "q")


def test_a_check_value_knows_its_key() -> None:
    check = Cipher(KEY).check_value()
    assert Cipher(KEY).opens(check)
    assert not Cipher(OTHER).opens(check)
    assert not Cipher(KEY).opens(b"")


def test_index_hashes_depend_on_key_and_kind_and_not_on_the_encryption_key() -> None:
    # Red when index and wrapping share a key, or the hash is not keyed.
    cipher = Cipher(KEY)
    assert cipher.keyed_hash("rule", "a") == Cipher(KEY).keyed_hash("rule", "a")
    hashes = {
        cipher.keyed_hash("rule", "a"),
        cipher.keyed_hash("rule", "b"),
        cipher.keyed_hash("patient", "a"),
        Cipher(OTHER).keyed_hash("rule", "a"),
    }
    assert len(hashes) == 4
    assert len({KEY.derived("index"), KEY.derived("wrap data keys"), KEY.secret}) == 3
    assert repr(cipher) == "Cipher()"
