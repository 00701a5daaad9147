# Announces a release from a program in Python. Once, in this folder: `pulumi package add ../../plugin` makes the package
# that it imports, and installs it.
import pulumi
import pulumi_broadcast as broadcast

release = broadcast.Broadcast(
    "v2-4-0",
    announcement="release-2.4.0",
    message={
        "title": "2.4.0 is here",
        "body": "Dark mode, at last",
        "link": "https://contoso.com/releases/2.4.0",
    },
    platforms=["apple"],
    audience={"tags": ["release"]},
    not_after="2099-12-31T00:00:00Z",
)

pulumi.export("status", release.status)
