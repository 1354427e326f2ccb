"""Models of real machines, their facts typed again from inventories of the field."""

from dataclasses import dataclass

from ledger.values import DeviceKind, StorageKind

K, D = DeviceKind, StorageKind


@dataclass(frozen=True, slots=True)
class Model:
    """A model, its usual mass and how many of a hundred devices are one."""

    kind: DeviceKind
    maker: str
    name: str
    share: int
    mass_g: int
    year: int | None = None
    processor: str | None = None
    memory_mb: int | None = None
    screen_inches: float | None = None
    storage: tuple[StorageKind, int] | None = None
    """Kind and size in gigabytes."""


MODELS = (
    Model(K.LAPTOP, "Lenovo", "ThinkPad T470", 9, 1700, 2017, "Intel Core i5-6300U", 8192, 14.0, (D.SSD, 256)),
    Model(K.LAPTOP, "Lenovo", "ThinkPad T490s", 5, 1350, 2019, "Intel Core i5-8265U", 8192, 14.0, (D.NVME, 256)),
    Model(K.LAPTOP, "Lenovo", "IdeaPad 100-15IBD", 4, 2300, 2016, "Intel Core i3-5005U", 8192, 15.6, (D.HDD, 500)),
    Model(K.LAPTOP, "Dell", "Latitude 7400", 5, 1400, 2019, "Intel Core i5-8365U", 16384, 14.0, (D.NVME, 256)),
    Model(K.LAPTOP, "Dell", "Vostro 2520", 3, 2400, 2013, "Intel Core i3-2328M", 4096, 15.6, (D.HDD, 320)),
    Model(K.LAPTOP, "HP", "EliteBook 740 G1", 7, 1600, 2014, "Intel Core i5-4210U", 8192, 14.0, (D.SSD, 180)),
    Model(K.LAPTOP, "HP", "EliteBook 2560p", 4, 1700, 2012, "Intel Core i5-2520M", 4096, 12.5, (D.SSD, 128)),
    Model(K.LAPTOP, "HP", "ZBook 17 G3", 2, 3100, 2017, "Intel Core i7-6700HQ", 16384, 17.3, (D.NVME, 512)),
    Model(K.LAPTOP, "Acer", "Aspire A515-54G", 3, 1900, 2019, "Intel Core i5-8265U", 8192, 15.6, (D.NVME, 512)),
    Model(K.LAPTOP, "Acer", "Swift SF114-32", 3, 1300, 2018, "Intel Pentium Silver N5000", 4096, 14.0, (D.EMMC, 64)),
    Model(K.LAPTOP, "Asus", "N56VZ", 2, 2700, 2012, "Intel Core i5-3210M", 6144, 15.6, (D.HDD, 750)),
    Model(K.LAPTOP, "Fujitsu", "Lifebook E744", 3, 1900, 2015, "Intel Core i5-5300U", 8192, 14.0, (D.SSD, 256)),
    Model(K.DESKTOP, "Dell", "Precision Tower 3431", 4, 5600, 2019, "Intel Core i7-9700", 16384, None, (D.NVME, 512)),
    Model(K.DESKTOP, "Acer", "Aspire X3995", 3, 7000, 2012, "Intel Core i5-2320", 8192, None, (D.HDD, 1000)),
    Model(K.DESKTOP, "HP", "EliteDesk 800 G2", 6, 6000, 2016, "Intel Core i5-6500", 8192, None, (D.SSD, 256)),
    Model(K.MINI_PC, "Lenovo", "ThinkCentre M70q", 4, 1200, 2021, "Intel Core i5-11400T", 8192, None, (D.NVME, 256)),
    Model(K.ALL_IN_ONE, "HP", "Pavilion 24-xa0", 3, 5700, 2019, "Intel Core i5-9400T", 16384, 23.8, (D.SSD, 256)),
    Model(K.ALL_IN_ONE, "Lenovo", "IdeaCentre B320", 2, 8000, 2012, "Intel Pentium G630", 4096, 21.5, (D.HDD, 500)),
    Model(K.TABLET, "HP", "Pro x2 612 G2", 3, 850, 2017, "Intel Core i5-7Y54", 8192, 12.0, (D.SSD, 128)),
    Model(K.TABLET, "Samsung", "Galaxy Tab A 10.5", 4, 530, 2018, None, 3072, 10.5, (D.EMMC, 32)),
    Model(K.SMARTPHONE, "Samsung", "Galaxy A40", 4, 140, 2019, None, 4096, 5.9, (D.EMMC, 64)),
    Model(K.SCREEN, "Dell", "P2217H", 8, 4800, 2017, None, None, 21.5),
    Model(K.SCREEN, "Iiyama", "ProLite E2483HS", 5, 4100, 2018, None, None, 24.0),
    Model(K.PRINTER, "Brother", "HL-L2310D", 2, 7200, 2019),
    Model(K.MULTIFUNCTION, "Brother", "DCP-L2530DW", 2, 10300, 2020),
)  # fmt: skip
KEYBOARD = Model(K.KEYBOARD, "Dell", "KB216", 0, 500, 2017)
