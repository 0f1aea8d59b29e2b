"""Tables of the network: how people find the counselling, partners and meetings, agreements, offers."""

from kim.network.models.access import AccessRoute, OfficeHours, OfficeHoursException
from kim.network.models.agreements import (
    Agreement,
    AgreementEvent,
    AgreementKind,
    AgreementTemplate,
    AgreementVersion,
    TextBlock,
)
from kim.network.models.offers import IntegreatSource, Offer, OfferImport
from kim.network.models.partners import CooperationTalk, NetworkMeeting, Partner, PartnerContact

__all__ = [
    "AccessRoute",
    "Agreement",
    "AgreementEvent",
    "AgreementKind",
    "AgreementTemplate",
    "AgreementVersion",
    "CooperationTalk",
    "IntegreatSource",
    "NetworkMeeting",
    "Offer",
    "OfferImport",
    "OfficeHours",
    "OfficeHoursException",
    "Partner",
    "PartnerContact",
    "TextBlock",
]
