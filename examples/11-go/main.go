// Announces a release from a program in Go. Once, in this folder: `pulumi package add ../../plugin` makes the package
// that it imports, and `go mod tidy` finds the rest.
package main

import (
	"github.com/pulumi-broadcast/pulumi-broadcast/sdk/go/broadcast"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		release, err := broadcast.NewBroadcast(ctx, "v2-4-0", &broadcast.BroadcastArgs{
			Announcement: pulumi.String("release-2.4.0"),
			Message: &broadcast.MessageArgs{
				Title: pulumi.String("2.4.0 is here"),
				Body:  pulumi.String("Dark mode, at last"),
				Link:  pulumi.String("https://contoso.com/releases/2.4.0"),
			},
			Platforms: broadcast.MessagePlatformArray{broadcast.MessagePlatformApple},
			Audience:  &broadcast.AudienceArgs{Tags: pulumi.StringArray{pulumi.String("release")}},
			NotAfter:  pulumi.String("2099-12-31T00:00:00Z"),
		})
		if err != nil {
			return err
		}
		ctx.Export("status", release.Status)
		return nil
	})
}
