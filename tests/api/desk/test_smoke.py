from orders import in_stock, ready
from people import Person
from api.house import House
PATHS = ["/catalogue","/catalogue/procedures","/catalogue/office?equipement=light&semaine=1&type=laptop&epci=240500439","/catalogue/procedures/portable-leger","/catalogue/procedures/smartphone","/confiance","/modes-operatoires","/tarifs","/commandes/nouvelle?usage=procedures&type=laptop","/commandes/nouvelle?usage=procedures&type=laptop&aspect=B&tranche=2","/commandes/nouvelle?usage=procedures&type=tablet&aspect=B&tranche=2"]
def test_smoke(house: House, adviser: Person, boss: Person) -> None:
    for p in PATHS:
        r = adviser.get(p); assert r.status_code == 200, (p, r.text[-500:])
    ready(house); in_stock(house); in_stock(house)
    for p in PATHS:
        r = adviser.get(p); assert r.status_code == 200, (p, r.text[-500:])
    from api.pages.catalogue.gestures import GESTURES
    for s in GESTURES:
        assert adviser.get(f"/modes-operatoires/{s}").status_code == 200
    for p in ["/administration/tarifs","/administration/tarifs/nouvelle"]:
        r = boss.get(p); assert r.status_code == 200, (p, r.text[-500:])
